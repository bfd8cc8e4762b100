/* Compiles Python's machine code, and tells the page when the browser cannot: Pyodide only warns.

Some servers send it under another kind than application/wasm, which browsers do not compile while
it comes. Then it is compiled when it is there. */
export function reportCompiling(scope) {
  const { instantiate, instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (coming, imports) => {
    try {
      const answer = await coming;
      if (!answer.ok) throw new Error(`fetch: ${answer.url}: ${answer.status}`);
      if (isWasm(answer)) return await instantiateStreaming(answer, imports);
      return await instantiate(await answer.arrayBuffer(), imports);
    } catch (error) {
      scope.postMessage({ _failed: error.message });
      throw error;
    }
  };
}

const isWasm = (answer) => answer.headers.get("Content-Type")?.startsWith("application/wasm");
