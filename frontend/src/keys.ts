/** Which keys take changes back. Pure. */

export type Walk = "undo" | "redo";

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** What a key press asks for: Ctrl+Z undoes, Ctrl+Shift+Z and Ctrl+Y redo, on a Mac with ⌘. */
export function walkOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Press): Walk | null {
  if (ctrlKey === metaKey || altKey) return null;
  const name = key.toLowerCase();
  if (name === "z") return shiftKey ? "redo" : "undo";
  return name === "y" && !shiftKey ? "redo" : null;
}
