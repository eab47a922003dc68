/** The desk's form shows a newly chosen picture in the preview before it is sent. It works without this. */

const input = document.querySelector("#kit-form input[type=file]");
let address = "";

function show() {
  const place = document.querySelector("#preview .post-card img, #preview .post-card .no-image");
  if (!address || !place) return;
  const picture = document.createElement("img");
  picture.src = address;
  picture.alt = "";
  place.replaceWith(picture);
}

input?.addEventListener("change", () => {
  if (address) URL.revokeObjectURL(address);
  address = input.files.length ? URL.createObjectURL(input.files[0]) : "";
  show();
});
document.addEventListener("htmx:after:swap", show);
