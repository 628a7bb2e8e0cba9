/** Where the server is: at the root of its name, or under a proxy's sub-path. */

/** The sub-path, as the markup tells it; there is none without a page. */
const root = typeof document === "undefined" ? "" : (document.documentElement.dataset.root ?? "");

/** The address of a path of the server. */
export const serverAddress = (path: string): string => root + path;
