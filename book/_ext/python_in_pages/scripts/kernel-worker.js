/* The worker of a session: JupyterLite's kernel, fitted to a page that no JupyterLite serves.

Its own package manager (piplite) is left out: what the lock names is all that is served. */
import { PyodideComlinkKernel } from "@jupyterlite/pyodide-kernel/lib/comlink.worker.js";

import { reportCompiling } from "./kernel/compiling.js";
import { reportFetching } from "./kernel/fetching.js";
import { Gathering } from "./kernel/gathering.js";
import withoutTerminal from "./kernel/no_terminal.py";
import fitToPage from "./kernel/page_kernel.py";
import fitToWidgets from "./kernel/widget_kernel.py";

reportCompiling(self);
reportFetching(self);
const isFailure = (said) => /error occurred while loading/.test(said);

const { execute, initialize } = PyodideComlinkKernel.prototype;
const gathering = new Gathering((message) => postMessage({ _kernelMessage: message }));

Object.assign(PyodideComlinkKernel.prototype, {
  initialize(options) {
    this.registerWorkerMessageCallback((message) => gathering.take(message));
    return initialize.call(this, options);
  },

  async execute(content, parent) {
    const reply = await execute.call(this, content, parent);
    gathering.flush();
    return reply;
  },

  async initPackageManager() {},

  async initKernel() {
    const steps = [withoutTerminal, "import pyodide_kernel", fitToPage, fitToWidgets];
    await this._pyodide.runPythonAsync(steps.join("\n"));
  },

  /* Loads packages of the lock and files: [where Python finds it, its address]. */
  async load(packages, files) {
    const failures = []; // Pyodide only says them
    await this._pyodide.loadPackage(packages, {
      messageCallback() {},
      errorCallback: (said) => failures.push(said),
    });
    const failure = failures.find(isFailure);
    if (failure) throw new Error(failure);
    for (const [path, address] of files) {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      this._pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      this._pyodide.FS.writeFile(path, new Uint8Array(await answer.arrayBuffer()));
    }
  },
});
