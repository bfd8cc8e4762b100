/* For a site that has no Python any more: removes what an earlier version of it has kept. */
"use strict";
const ROOT = new URL("./", self.location);
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  await caches.delete(`python-in-pages ${ROOT.pathname}`);
  await self.registration.unregister();
}
