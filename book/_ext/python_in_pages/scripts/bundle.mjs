/* Bundles the scripts: node bundle.mjs TARGET NODE_MODULES

page.js and its parts (chunk-*.js) are modules; kernel-worker.js is one file, for a worker. */
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [target, modules] = process.argv.slice(2).map((each) => path.resolve(each));
const { build } = createRequire(path.join(modules, "x.js"))("esbuild");
const here = path.dirname(fileURLToPath(import.meta.url));

const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  legalComments: "none", // the licences stand in a page of the site
  loader: { ".py": "text" },
  logLevel: "warning",
  minify: true,
  nodePaths: [modules],
  outdir: target,
  target: "es2022",
};

await build({ ...common, entryPoints: ["page.js", "style.css"], splitting: true, chunkNames: "chunk-[hash]" });
await build({ ...common, entryPoints: ["kernel-worker.js"] });
