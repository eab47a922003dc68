// Browser storage that may be switched off or full: every failure reads as "nothing kept".

export function accountKey() {
  const holder = document.querySelector("[data-account-key]");
  return holder ? holder.dataset.accountKey : "";
}

export function read(area, key) {
  try {
    return JSON.parse(window[area].getItem(key));
  } catch {
    return null;
  }
}

export function write(area, key, value) {
  try {
    window[area].setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function erase(area, key) {
  try {
    window[area].removeItem(key);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}
