/* Keeps Python in this browser. */

/* After the first start: keeps the runtime and the page. */
export async function keep() {}

/* Returns {bytes, versions} of what is kept. */
export async function kept() {
  return { bytes: 0, versions: [] };
}

/* Removes it, and returns how many bytes that were. */
export async function remove() {
  return 0;
}
