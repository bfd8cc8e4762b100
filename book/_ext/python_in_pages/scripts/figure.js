/* A drawing in the colours of the page: black becomes the colour of the text, white the ground. */
const COLOURS = [
  [/#000000/g, "currentColor"],
  [/#ffffff/g, "var(--pst-color-background, Canvas)"],
];

let drawn = 0;

/* Returns the drawing as a part of the page, with names of its own. alt: its words for who cannot
see it. */
export function figure(svg, alt) {
  const name = `pip-figure-${++drawn}`;
  let text = svg.replace(/<metadata>[\s\S]*?<\/metadata>/, "");
  text = text.replace(/(\bid="|href="#|url\(#)/g, `$1${name}-`);
  text = text.replace(/\*\{stroke-linejoin/g, `#${name} *{stroke-linejoin`); // not of the whole page
  for (const [old, colour] of COLOURS) text = text.replace(old, colour);
  const made = document.importNode(
    new DOMParser().parseFromString(text, "image/svg+xml").documentElement,
    true,
  );
  if (made.nodeName !== "svg") throw new Error("no SVG");
  made.id = name;
  made.classList.add("figure-svg");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", alt);
  return made;
}
