/** Inverted residual block of MobileNetV2, with ReLU. */
export const mbconv = `
/// Inverted residual block of MobileNetV2.
operation mbconv(kernel, expand, channels = input.channels, stride = 1) {
  wide   = conv1x1(input, channels: expand * input.channels)
  deep   = depthwise(wide, kernel: kernel, stride: stride)
  narrow = conv1x1(deep, channels: channels, activation: none)
  output = residual(narrow, input)
}
`;

export const nasbenchMacro = `/// NAS-Bench-Macro: networks of eight layers, 6,561 of them by spelling.
space nbmacro {
  operations on layers {
    skip = shortcut()                   aka "0"   // nothing, or a 1×1 convolution where channels or stride change
    mb3  = mbconv(kernel: 3, expand: 3) aka "1"
    mb5  = mbconv(kernel: 5, expand: 6) aka "2"
  }
  network {
    input  = image(32x32x3)
    stem   = conv3x3(input, channels: 32)
    low    = stage(stem, layers: 2, channels: 64, stride: 2)
    mid    = stage(low, layers: 3, channels: 128, stride: 2)
    high   = stage(mid, layers: 3, channels: 256, stride: 2)
    head   = conv1x1(high, channels: 1280)
    output = linear(globalpool(head), channels: 10)
  }
  spelling = "{low}{mid}{high}"
  counting = macs
}
${mbconv}
cell best : nbmacro {
  low  = [mb5, mb5]
  mid  = [mb5, mb3, mb5]
  high = [mb5, mb5, skip]
  measured accuracy = 93.13 % (seeds: 3, deviation: 0.31)   // 93.28, 93.33 and 92.77 in the table
}

/// The same cell by its published spelling.
cell same : nbmacro = "22212220"
`;
