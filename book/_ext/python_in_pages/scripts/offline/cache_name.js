/* The cache that holds all that a site keeps in a browser: for its pages, and for its worker. */
export const cacheName = ({ pathname }) => `python-in-pages ${pathname}`;
