/* Counts what has come of a group of files, in the bytes that go over the wire.

What a worker reads is unpacked (`bytes`). So a file counts by its part: half of it read is half of
what the wire carries (`wire`). */
export class Progress {
  /* runtime: as of a session; report(bytes, total, group) is called at each step. */
  constructor({ files, base }, group, report) {
    this.group = group;
    this.report = report;
    this.read = new Map();
    const ours = files.filter((file) => file.group === group);
    this.files = new Map(ours.map((file) => [new URL(file.path, base).href, file]));
    this.total = sizeOf(ours);
  }

  /* bytes: how many of an address have been read; done: it is all there. */
  add(url, bytes, done) {
    const file = this.files.get(url);
    if (!file) return;
    const part = done ? 1 : Math.min(bytes / file.bytes, 1);
    this.read.set(url, file.wire * part);
    this.report(this.bytes, this.total, this.group);
  }

  /* All that is needed is there; some of it may not have come this way. */
  end() {
    this.report(this.total, this.total, this.group);
  }

  get bytes() {
    return [...this.read.values()].reduce((sum, each) => sum + each, 0);
  }
}

/* How much files are on the wire. */
export const sizeOf = (files) => files.reduce((sum, file) => sum + file.wire, 0);
