/* Counts what has come of a group of files, in the bytes that go over the wire.

What a worker reads is unpacked. So a file counts by its part: half of it read is half of its bytes. */
export class Progress {
  constructor({ files, base }, group, report) {
    this.group = group;
    this.report = report;
    this.read = new Map();
    const ours = files.filter((file) => file.group === group);
    this.files = new Map(ours.map((file) => [new URL(file.path, base).href, file]));
    this.total = ours.reduce((sum, file) => sum + file.bytes, 0);
  }

  /* bytes: how many of an address have been read; done: it is all there. */
  add(url, bytes, done) {
    const file = this.files.get(url);
    if (!file) return;
    const part = done ? 1 : Math.min(bytes / (file.size ?? file.bytes), 1);
    this.read.set(url, file.bytes * part);
    this.report(this.bytes, this.total, this.group);
  }

  get bytes() {
    return [...this.read.values()].reduce((sum, each) => sum + each, 0);
  }
}
