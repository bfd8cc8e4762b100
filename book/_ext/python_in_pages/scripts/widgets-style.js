/* The style sheet of Jupyter's widgets: it counts inside the widgets, and nowhere else on the page. */
export const WIDGET = "pip-widget";

let ready;

/* Resolves when the style sheet counts. Without it the widgets work, but look plain. */
export function styled() {
  ready ??= load().catch((error) => console.error(error));
  return ready;
}

async function load() {
  const answer = await fetch(new URL("widgets.css", import.meta.url));
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.${WIDGET} {\n${await answer.text()}\n}`);
  document.adoptedStyleSheets.push(sheet);
}
