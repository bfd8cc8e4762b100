/* Keeps Python in this browser. */
export async function open() {
  return { able: false, why: "unsupported" };
}

export async function keep() {
  return { kept: false, why: "unsupported" };
}

export async function kept() {
  return { bytes: 0, pages: 0, whole: false };
}

export async function remove() {
  return { bytes: 0 };
}

export function onRemoved() {}
