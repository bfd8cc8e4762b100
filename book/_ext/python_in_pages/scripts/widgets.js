/* The widgets of a session. */
export class Widgets {
  /* session: whose kernel they belong to. early: comm messages that came before this was loaded. */
  constructor(session, early = []) {
    this.session = session;
    this.early = early;
  }

  /* Shows a widget in an element. */
  view(id, place) {
    place.textContent = `widget ${id}`;
  }
}
