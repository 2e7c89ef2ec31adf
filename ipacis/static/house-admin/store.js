// The texts that this browser keeps, in IndexedDB. A kept text is
// {id, user, path, title, savedAt, sentAt, resume, entries: [[name, value]], labels: {name: {value: text}}, files: [[name, file]]}.

const NAME = "ipacis-desk", TEXTS = "texts", DAYS = 7;
let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TEXTS, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function run(mode, use) {
  const transaction = (await database()).transaction(TEXTS, mode);
  const request = use(transaction.objectStore(TEXTS));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const keep = (text) => run("readwrite", (texts) => texts.put(text));
export const forget = (id) => run("readwrite", (texts) => texts.delete(id));
export const forgetAll = () => run("readwrite", (texts) => texts.clear());

// The texts of this browser, the newest first. Those that are too old are deleted.
export async function kept() {
  const all = await run("readonly", (texts) => texts.getAll());
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const text of all) if (text.savedAt < oldest) await forget(text.id);
  return all.filter((text) => text.savedAt >= oldest).sort((one, other) => other.savedAt - one.savedAt);
}
