/* anywidget's own front end asks for Jupyter's base by AMD, which only notebooks have: here it gets it.

Import this before anywidget; then `made()` gives what anywidget has made. */
import * as base from "@jupyter-widgets/base";

const before = globalThis.define;
let classes;

globalThis.define = (needs, make) => {
  classes = make(base);
};

/* Returns {AnyModel, AnyView}, and leaves the page's own `define` as it was. */
export function made() {
  if (before) globalThis.define = before;
  else delete globalThis.define;
  return classes;
}
