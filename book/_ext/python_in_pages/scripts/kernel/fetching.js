/* Tells the page how much of each file has been read while Python fetches it, and what did not
come: Pyodide only warns when a part of its own is missing, and waits for ever. */
export function reportFetching(scope) {
  const { fetch } = scope;
  scope.fetch = async (...request) => {
    const answer = await fetch.apply(scope, request).catch((error) => fail(scope, error));
    if (!answer.ok) scope.postMessage({ _failed: `fetch: ${answer.url}: ${answer.status}` });
    else if (answer.body) follow(answer.clone(), (read) => scope.postMessage({ _read: read }));
    return answer;
  };
}

function fail(scope, error) {
  scope.postMessage({ _failed: `fetch: ${error.message}` });
  throw error;
}

async function follow(answer, tell) {
  const { url } = answer;
  let bytes = 0;
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read().catch(() => ({ done: true }));
    if (done) return tell({ url, bytes, done });
    bytes += value.length;
    tell({ url, bytes, done });
  }
}
