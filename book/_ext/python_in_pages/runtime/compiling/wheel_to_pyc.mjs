/* Compiles Python to byte code with Pyodide itself, in node.

   usage: node wheel_to_pyc.mjs JOB.json

   JOB.json: {pyodide: a folder, python: the module that compiles, leaveOut: [regular expressions],
   archives: [{from, to, kind}]}. A finished archive lies at "to", with ".done" after its name. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const job = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));

async function python() {
  const { loadPyodide } = await import(pathToFileURL(path.join(job.pyodide, "pyodide.mjs")));
  // The order of a set in the byte code must not depend on chance.
  const options = { indexURL: job.pyodide + path.sep, env: { PYTHONHASHSEED: "0" } };
  const pyodide = await loadPyodide(options);
  pyodide.FS.writeFile("/wheel_to_pyc.py", fs.readFileSync(job.python));
  pyodide.runPython(`
import re, sys
sys.path.insert(0, "/")
import wheel_to_pyc
def compiled(data, kind, left_out):
    out = re.compile("|".join(left_out)) if len(left_out) else None
    return wheel_to_pyc.compiled(data.to_bytes(), kind, lambda name: bool(out and out.search(name)))
`);
  return pyodide;
}

function compile(pyodide, { from, to, kind }) {
  const found = pyodide.globals.get("compiled")(new Uint8Array(fs.readFileSync(from)), kind, job.leaveOut);
  const bytes = found.toJs();
  found.destroy();
  fs.writeFileSync(to, bytes);
  fs.renameSync(to, `${to}.done`); // what has this name is whole
}

/* Uncaught, node would print Pyodide's script before the error: it is one line of a megabyte. */
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});
const pyodide = await python();
for (const archive of job.archives) compile(pyodide, archive);
process.exit(0); // Pyodide's event loop would stay
