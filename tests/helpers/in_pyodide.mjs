/* Runs Python in the Pyodide of a built site, in node, and prints what it says.

   usage: node in_pyodide.mjs FOLDER_OF_RUNTIME_JSON CODE [WHEEL...]: loads what a page starts with,
   then the wheels. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, code, ...wheels] = process.argv.slice(2);
const runtime = JSON.parse(fs.readFileSync(path.join(folder, "runtime.json"), "utf8"));
const core = path.resolve(folder, runtime.core) + path.sep;
/* Uncaught, node would print Pyodide's script before the error: it is one line of a megabyte. */
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});
const { loadPyodide } = await import(pathToFileURL(path.join(core, "pyodide.mjs")));
const python = await loadPyodide({
  indexURL: core,
  lockFileURL: path.join(folder, runtime.lock),
  packages: runtime.start,
});
const quiet = { messageCallback() {}, checkIntegrity: false };
for (const wheel of wheels) await python.loadPackage(pathToFileURL(wheel).href, quiet);
python.runPython(code);
process.exit(0);
