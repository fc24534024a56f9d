// Draw a figure as a JPEG, base64.  Through a canvas, because plotly has no choice of quality.
async ([figure, width, scale, quality]) => {
  const size = {width, height: figure.layout.height, scale};
  const image = new Image();
  image.src = await Plotly.toImage({data: figure.data, layout: figure.layout}, {format: 'png', ...size});
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/jpeg', quality).split(',')[1];
}
