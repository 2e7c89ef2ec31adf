// The identifiers of kept texts, and which of them an open window uses.

// crypto.randomUUID exists only on secure pages.
export function newId() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// Hold the lock of the text *id* as long as this page is open, so that other windows do not offer it. The result is false if
// another window holds it for *patience* milliseconds; null waits without an end.
export function hold(id, patience) {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    const options = patience === null ? {} : { signal: AbortSignal.timeout(patience) };
    navigator.locks.request(`kept ${id}`, options, () => {
      resolve(true);
      return new Promise(() => {});
    }).catch(() => resolve(false));
  });
}
