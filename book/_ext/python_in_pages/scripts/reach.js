/* What can be scrolled can be scrolled with the keyboard; what cannot is no stop for Tab. Returns
the function that looks again: text can become wider while its box stays as it is. */
export function reachWithKeys(box, inside = box.firstElementChild) {
  const look = () => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver(look);
  watch.observe(box);
  if (inside) watch.observe(inside);
  return look;
}
