/* A line between a widget in the page and its object in Python, as ipywidgets expects one. */
let sent = 0;

export class Comm {
  #session;
  #said;
  #early = []; // what comes before the widget is made, which takes some turns of the page
  #heard;
  #closed = () => {};

  /* said(message, callbacks): hears what Python prints or shows because of a message of this comm. */
  constructor(session, id, target, said) {
    this.#session = session;
    this.#said = said;
    this.comm_id = id;
    this.target_name = target;
  }

  on_msg(heard) {
    queueMicrotask(() => {
      this.#heard = heard;
      for (const told of this.#early.splice(0)) heard(told);
    });
  }

  on_close(closed) {
    this.#closed = closed;
  }

  open(data, callbacks, metadata, buffers) {
    return this.#post("comm_open", data, callbacks, metadata, buffers);
  }

  send(data, callbacks, metadata, buffers) {
    return this.#post("comm_msg", data, callbacks, metadata, buffers);
  }

  close(data, callbacks, metadata, buffers) {
    return this.#post("comm_close", data, callbacks, metadata, buffers);
  }

  /* Gives the widget a message of Python's. */
  receive(message) {
    const told = fromPython(message);
    if (message.type === "comm_close") this.#closed(told);
    else if (this.#heard) this.#heard(told);
    else this.#early.push(told);
  }

  /* Returns the message's id at once. ipywidgets sends the next change when Python is idle again. */
  #post(type, data, callbacks, metadata = {}, buffers = []) {
    const id = `widget-${++sent}`;
    const content = { comm_id: this.comm_id, target_name: this.target_name, data: forPython(data) };
    const message = { id, type, content, metadata, buffers: buffers.map(bytes) };
    const idle = () => callbacks?.iopub?.status?.({ content: { execution_state: "idle" } });
    this.#session.send(message, (answer) => this.#said(answer, callbacks)).catch(tell).then(idle);
    return id;
  }
}

/* That Python has ended is said on the page. */
function tell(error) {
  if (!["Stopped", "Lost"].includes(error.name)) console.error(error);
}

const bytes = (buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);

/* A message as ipywidgets knows it from Jupyter. */
export function fromPython({ type, content, metadata, buffers, parentHeader }) {
  return {
    header: { msg_type: type },
    parent_header: parentHeader ?? {},
    content: asJson(content),
    metadata: metadata ?? {},
    buffers: (buffers ?? []).map((each) => new DataView(each.buffer, each.byteOffset, each.byteLength)),
  };
}

/* None is undefined in the worker, and null in a widget. A large whole number is of a kind of its own. */
const asJson = (value) =>
  eachValue(value, (each) => {
    if (each === undefined) return null;
    return typeof each === "bigint" ? Number(each) : each;
  });

const forPython = (value) => eachValue(value, (each) => (each === null ? undefined : each));

function eachValue(value, change) {
  if (Array.isArray(value)) return value.map((each) => eachValue(each, change));
  if (!value || Object.getPrototypeOf(value) !== Object.prototype) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, eachValue(each, change)]));
}
