// The preview "on a phone" opens in a window of the width of a phone.

for (const button of document.querySelectorAll(".previews [data-width]")) {
  button.addEventListener("click", () => {
    window.open("", button.formTarget, `popup,width=${button.dataset.width},height=844`);
  });
}
