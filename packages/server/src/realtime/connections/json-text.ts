/** JSON that was made already, in the place of what it says. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
