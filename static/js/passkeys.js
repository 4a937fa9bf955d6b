/* Passkeys: asks the browser to make one, or to use one, and sends what it answers as an ordinary form.
   Without scripts, or where the browser has none, these forms stay hidden and the page offers the other ways. */
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const named = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));

const make = async ({ publicKey }) => {
  const key = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
      /* always one that signs in by itself, and that checks who holds the device */
      authenticatorSelection: { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
  return answer(key, {
    clientDataJSON: toText(key.response.clientDataJSON),
    attestationObject: toText(key.response.attestationObject),
    transports: key.response.getTransports?.() ?? [],
  });
};
const use = async ({ publicKey }) => {
  const key = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: named(publicKey.allowCredentials) },
  });
  return answer(key, {
    clientDataJSON: toText(key.response.clientDataJSON),
    authenticatorData: toText(key.response.authenticatorData),
    signature: toText(key.response.signature),
    userHandle: toText(key.response.userHandle),
  });
};
const answer = (key, response) => ({
  type: key.type,
  id: key.id,
  rawId: toText(key.rawId),
  authenticatorAttachment: key.authenticatorAttachment ?? undefined,
  clientExtensionResults: key.getClientExtensionResults(),
  response,
});

const WORDS = {
  NotAllowedError: "Nothing was done: it was called off, or took too long. Try again.",
  InvalidStateError: "This device has a passkey for your account already.",
  SecurityError: "A passkey works only at the address this site is known by. Open it there.",
};
const say = (form, text) => {
  const place = form.querySelector("[data-say]");
  place.querySelector("span").textContent = text;
  place.hidden = !text;
};
const optionsOf = async (form) => {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const found = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!found.ok) throw new Error(String(found.status));
  return (await found.json()).request_options;
};

const ready = "PublicKeyCredential" in window;
document.querySelectorAll("[data-no-passkey]").forEach((words) => (words.hidden = ready));
document.querySelectorAll("form[data-passkey]").forEach((form) => {
  form.hidden = !ready;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button:not([type=button])");
    button.setAttribute("aria-busy", "true");
    say(form, "");
    try {
      const options = await optionsOf(form);
      form.elements.credential.value = JSON.stringify(await (form.dataset.passkey === "create" ? make(options) : use(options)));
      form.submit();
    } catch (problem) {
      button.removeAttribute("aria-busy");
      say(form, WORDS[problem.name] ?? "That did not work. Try again in a minute, or take another way to sign in.");
    }
  });
});
