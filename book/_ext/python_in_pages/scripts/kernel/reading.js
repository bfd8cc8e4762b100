/* Tells the page how much of each file has been read, while Python fetches it. */
export function reportReading(scope) {
  const fetch = scope.fetch.bind(scope);
  scope.fetch = async (...request) => {
    const answer = await fetch(...request);
    if (answer.ok && answer.body) follow(answer.clone(), (read) => scope.postMessage({ _read: read }));
    return answer;
  };
}

async function follow(answer, tell) {
  const { url } = answer;
  let bytes = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read().catch(() => ({ done: true }));
    if (done) return tell({ url, bytes, done });
    bytes += value.length;
    tell({ url, bytes, done });
  }
}
