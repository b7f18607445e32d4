/* A small picture of a chosen file, drawn by the browser alone; none, where it cannot read it. */
export async function draw(canvas, file, height) {
  const picture = file && (await createImageBitmap(file).catch(() => null));
  canvas.hidden = !picture;
  if (!picture) return;
  canvas.height = height;
  canvas.width = Math.round((height * picture.width) / picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
}
