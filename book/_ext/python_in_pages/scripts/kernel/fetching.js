/* Tells the page how much of each file has been read while Python fetches it, and what did not
come: Pyodide only warns when a part of its own is missing, and waits for ever.

What the reader's own code fetches is not watched: what is read here too is held until it is read. */
export function reportFetching(scope) {
  const { fetch } = scope;
  const here = scope.location.href;
  const root = new URL("../", here).href; // all that is served lies below it
  const isServed = ([wanted]) => new URL(wanted.url ?? wanted, here).href.startsWith(root);
  scope.fetch = async (...request) => {
    if (!isServed(request)) return fetch.apply(scope, request);
    const answer = await fetch.apply(scope, request).catch((error) => fail(scope, error));
    if (!answer.ok) scope.postMessage({ _failed: `fetch: ${answer.url}: ${answer.status}` });
    else if (answer.body) follow(answer.clone(), (said) => scope.postMessage(said));
    return answer;
  };
}

/* `_failed` counts while Python starts; later a file that is missing is the cell's affair. */
function fail(scope, error) {
  scope.postMessage({ _failed: `fetch: ${error.message}` });
  throw error;
}

async function follow(answer, tell) {
  const { url } = answer;
  let bytes = 0;
  const reader = answer.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      bytes += value?.length ?? 0;
      tell({ _read: { url, bytes, done } });
      if (done) return;
    }
  } catch (error) {
    tell({ _failed: `fetch: ${url}: ${error.message}` }); // torn in the middle
  }
}
