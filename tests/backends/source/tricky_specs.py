"""Networks that are hard to write as source: one for each way in which it can go wrong."""

from small_networks import SKIPS

TRICKY = {
    "weights made of weights": """
input: [3, 12, 12]
defaults: {linear: {weight: weight_norm}}
blocks:
  pointwise:
    params: {stride: 1, share: null, init: null}
    layers:
      - conv:
          width: 4
          kernel: 1
          stride: $stride
          weight: weight_norm
          bias: false
          freeze: true
          init: $init
          share: $share
layers:
  - conv: {name: a, width: 4, weight: spectral_norm, act: relu}
  - conv: {name: b, width: 4, weight: {standardize: {gain: true, eps: 1.0e-4}}, init: {gain: 0.5}}
  - conv: {name: c, width: 4, stride: 2, padding: same_upper, weight: standardize, init: kaiming}
  - conv: {width: 4, kernel: 1, weight: {standardize: {gamma: 2}}, freeze: true}
  - conv_transpose: {name: d, width: 4, kernel: 2, weight: {spectral_norm: {n_power_iterations: 3}},
      init: xavier}
  - pointwise: {name: tied, init: orthogonal}
  - pointwise: {stride: 2, share: tied}
  - pointwise: {share: tied}
  - global_avgpool
  - linear: {width: 6, init: {normal: {std: 0.1}}}
  - tanh
  - repeat: {depth: 3, layers: [linear: 6, tanh]}
  - sequence: {layers: [{drop_connect: {width: 4, weight: spectral_norm}}, relu]}
  - linear: {width: 3, weight: {standardize: {gain: true}}}
  - linear: {width: 3, weight: null}
""",
    "blocks whose weights are made in other ways": """
input: [4, 8, 8]
params: {ways: [null, weight_norm, spectral_norm, spectral_norm, standardize]}
blocks:
  unit:
    params: {way: null, eps: 1.0e-12}
    layers:
      - conv: {name: first, width: 4, padding: same, weight: $way}
      - batchnorm: {name: norm}
      - relu
      - conv: {name: other, width: 4, padding: same, weight: {spectral_norm: {eps: $eps}}}
layers:
  - repeat: {each: $ways, as: way, layers: [unit: {way: $way}]}
  - unit: {way: {weight_norm: {dim: null}}, eps: 1.0e-3}
  - unit: {way: {weight_norm: {dim: 1}}, eps: 1.0e-3}
""",
    "words looked up by normed vectors": """
input: {shape: [6], values: 20}
layers:
  - embedding: {vocabulary: 20, width: 4, weight: weight_norm, init: {normal: {std: 0.5}}}
  - linear: {name: p, width: 4, weight: spectral_norm}
  - relu
  - linear: {width: 4, weight: spectral_norm, share: p}
""",
    "names with dots, in turn": """
input: [3, 8, 8]
layers:
  - conv: {name: stem.0, width: 4, kernel: 1}
  - repeat:
      depth: 3
      layers:
        - conv:
            name: convs.${i}
            width: 4
            kernel: 3
            padding: same
            bias: false
            init: kaiming
        - batchnorm: {name: "norms.${i}"}
        - relu
  - conv: {name: stem.1, width: 4, kernel: 1}
  - add: convs.1
  - sequence: {name: heads.0, layers: [tanh, conv: {name: q.a, width: 4, kernel: 1}, relu]}
  - shift: {name: tensors.a}
  - conv: {name: heads.1.0.q.a, width: 4, kernel: 1, share: heads.0.q.a}
  - layer_scale: {name: tensors.b}
  - conv: {name: odd.keys, width: 4, kernel: 1, init: {bias: 1}}
  - sin: {name: last.0}
  - global_avgpool: {name: pooled}
  - linear: {name: odd.items.0, width: 3}
""",
    "names with dots of which the first has no weights": """
input: [2, 6, 6]
layers:
  - relu: {name: a.0}
  - groupnorm: 1
  - identity: {name: b.x.0}
  - conv: {name: a.1, width: 4}
  - batchnorm
  - conv: {name: b.y, width: 4, kernel: 1}
  - conv: {name: c, width: 4, kernel: 1}
  - conv: {name: b.x.1, width: 4, kernel: 1}
""",
    "names with dots in blocks that differ": """
input: [3, 8, 8]
blocks:
  split:
    params: {width: 6, more: false}
    layers:
      - residual:
          body:
            - conv: {name: first, width: $width, kernel: 1, bias: false}
            - slice: {name: one, part: 0, of: 2}
            - conv: {name: convs.0, width: "$width // 2", kernel: 3, padding: same}
            - relu: {name: y}
            - slice: {name: other, from: first, part: 1, of: 2}
            - add: y
            - batchnorm: {name: norms.0}
            - conv: {name: convs.1, width: "$width // 2", kernel: 1, when: $more}
            - concat: y
            - conv: {name: convs.last, width: 4, kernel: 1}
          shortcut: auto
layers:
  - split: {name: stages.0}
  - tanh
  - split: {name: stages.1, more: true}
  - split: {name: stages.2, width: 4}
  - relu
  - split: {name: stages.3, width: 4, more: true}
""",
    "halves that hand on two values": """
input: [3, 8, 8]
layers:
  - sequence:
      name: encoder
      layers:
        - conv: {name: p, width: 4, kernel: 1}
        - conv: {name: q, width: 4, kernel: 1}
  - sequence:
      name: decoder
      layers:
        - conv: {name: b, width: 4, kernel: 1}
        - add: encoder.p
""",
    "paths that are not merged": """
input: [4, 8, 8]
layers:
  - branches:
      merge: none
      paths: {p.0: [{conv: {width: 4, kernel: 1}}], p.1: [{conv: {width: 4, kernel: 3}}, relu]}
  - conv: {name: fuse.0, from: p.0, width: 4, kernel: 3}
  - add: p.1
  - branches:
      name: heads
      merge: none
      paths: {a: [global_avgpool, linear: 2], b: [flatten, linear: 3]}
outputs: {boxes: heads.a, classes: heads.b}
""",
    "fixed averages, each its own": """
input: [3, 8, 8]
defaults: {batchnorm: {freeze: all}}
layers:
  - conv: {width: 8, norm: batchnorm, act: relu}
  - residual: {width: 8, norm: batchnorm}
""",
    "recurrent layers": """
input: {shape: [9, 6], channels: 1}
layers:
  - lstm: {name: first, width: 4, layers: 2, bidirectional: true, dropout: 0.1}
  - repeat: {depth: 2, layers: [{gru: {width: 8, bias: false}}]}
  - rnn: {name: last, width: 3, nonlinearity: relu, bidirectional: true, output: last}
""",
    "windows padded by their size": """
input: [3, 9, 7]
layers:
  - conv: {width: 4, kernel: 3, stride: 2, padding: same_upper, act: sin}
  - pad: {size: 1, value: -.inf}
  - maxpool: {kernel: 2, padding: same_upper}
  - avgpool: {kernel: 2, stride: 1, padding: same, count_include_pad: false}
  - clamp: {min: -1, max: 3}
  - reduce: {by: std, axis: [1, 2]}
""",
    "values that a block is given": """
input: [4, 8, 8]
blocks:
  fuse:
    inputs: [skip, other]
    layers:
      - conv: {name: a, width: channels(skip), kernel: 1}
      - add: skip
      - maximum: other
layers:
  - conv: {name: a, width: 4, kernel: 1}
  - conv: {name: b, width: 4, kernel: 1}
  - fuse: {skip: a, other: b}
  - fuse: {skip: b, other: input, name: end}
""",
    "numbers that are known": """
params: {n: 3}
input: [2, 3, 3]
layers:
  - constant: {name: grid, values: "[[[x / $n + y for x in range($n)] for y in range($n)]]"}
  - concat: {name: both, with: input}
  - constant: {values: 0.5, shape: [3, 3, 3]}
  - mul: both
""",
    "a text with a mask": """
inputs: {text: {shape: [5], values: 9}, seen: {shape: [5], values: 2}}
layers:
  - embedding: {vocabulary: 9, width: 4}
  - residual: [linear: 12, attend: {heads: 2, mask: seen}]
  - linear: 3
""",
    "torch's attention with masks": """
inputs: {text: {shape: [5], values: 9}, seen: {shape: [5], values: 2}, pairs: [5, 5]}
layers:
  - embedding: {vocabulary: 9, width: 8}
  - attention: {heads: 2, mask: seen}
  - attention: {name: later, heads: 4, mask: pairs, causal: true}
  - learnt: {name: places, shape: [3, 8], leading: 0}
  - learnt: {name: queries, shape: [3, 8]}
  - add: places
  - attention: {name: asks, heads: 2, context: later, mask: seen}
  - linear: 3
""",
    "a spatial transformer": """
input: [1, 12, 10]
layers:
  - flatten
  - linear: {name: map, width: 6, init: {weight: {constant: 0}, bias: {values: [1, 0, 0, 0, 1, 0]}}}
  - affine_grid: {name: grid, like: input}
  - grid_sample: {name: seen, from: input, grid: grid, mode: bicubic}
  - affine_grid: {name: corners, from: map, size: [4, 5], align_corners: true}
  - grid_sample: {from: seen, grid: corners, padding_mode: reflection, align_corners: true}
  - conv: {width: 2, kernel: 3}
""",
    "biases by bucket": """
input: {shape: [5], values: 9}
layers:
  - embedding: {name: words, vocabulary: 9, width: 8}
  - relative_bias: {name: near, heads: 2, by: bucket, buckets: 8, distance: 3}
  - relative_bias: {name: past, from: words, heads: 2, by: bucket, buckets: 4, bidirectional: false}
  - linear: {from: words, width: 24}
  - attend: {heads: 2, bias: near}
  - linear: 24
  - attend: {heads: 2, bias: past, causal: true}
""",
    "one matrix for two kinds": """
input: {shape: [6], values: 9}
layers:
  - embedding: {name: words, vocabulary: 9, width: 4}
  - linear: {width: 9, bias: false, share: words}
""",
    "growing behind one that does not": """
input: [4]
blocks:
  unit:
    params: {width: required}
    layers:
      - sequence: {name: s, layers: [linear: {name: a, width: $width}, relu]}
      - linear: {name: b, width: $width}
layers:
  - repeat: {name: r, depth: 5, layers: [unit: {width: 6 if $i == 0 else 2 + 4 * $i}]}
""",
    "numbers with exponents": """
input: [3]
layers: [threshold: {threshold: 1e-20, value: 1e20}, linear: 4]
""",
    "inputs called as what is imported": """
inputs: {OrderedDict: [4], Any: [4], Callable: [4]}
layers:
  - linear: {name: a, width: 4}
  - tanh
  - add: [OrderedDict, Any, Callable]
""",
    "numbers of expressions that differ": """
input: [4, 8, 8]
blocks:
  part:
    params: {p: required, train: required, back: required}
    layers:
      - rearrange: {pattern: c (h p) (w q) -> (h w) (p q) c, sizes: {p: $p, q: $p}}
      - permute: {order: [1, 0, 2], when: $train}
      - linear: {name: p, width: $in}
      - permute: {order: [1, 0, 2], when: $train}
      - rearrange: {pattern: (h w) (p q) c -> c (h p) (w q), sizes: {h: $back, p: $p}}
layers:
  - part: {name: a, p: 2, train: false, back: 4}
  - part: {name: b, p: 4, train: true, back: 2}
  - part: {name: c, p: 2, train: true, back: 4}
""",
    "channels of zeros that differ": """
input: [3, 8, 8]
layers:
  - residual: {name: a, shortcut: pad, width: 8, stride: 2}
  - residual: {name: b, shortcut: pad, width: 12}
  - residual: {name: c, shortcut: pad, width: 20, stride: 2}
""",
    "rates that grow evenly, in words that are taken": """
input: [4]
blocks:
  drop_rates:
    params: {drop: required, rate: required}
    layers:
      - residual:
          - linear: {name: a, width: 4}
          - stochastic_depth: $drop
          - dropout: $rate
layers:
  - drop_rates: {name: rate, drop: 0.0, rate: 0.0}
  - repeat:
      name: drop
      depth: 5
      layers:
        - drop_rates: {drop: 0.3 * ($i + 1) / 6, rate: 0.1 * ($i + 1) / 5}
  - linear: {name: rates, width: 2}
""",
    "share in scope": """
input: [4]
layers:
  - linear: {name: a, width: 4}
  - relu
  - linear: {name: b, width: 4, share: a}
""",
    "share unnamed": """
input: [4]
layers:
  - sequence:
      name: s
      layers:
        - linear: {name: a, width: 4}
        - relu
        - linear: {width: 4, share: a}
        - linear: 2
  - tanh
""",
    "share in a row by place": """
input: [4]
layers:
  - sequence:
      name: s
      layers:
        - linear: {name: a, width: 4}
        - relu
        - linear: {name: b, width: 4, share: a}
  - residual: [{linear: {width: 4, share: s.a}}]
""",
    "share across": """
input: [4]
layers:
  - residual: {name: one, body: [{linear: {name: a, width: 4}}, relu]}
  - residual:
      name: two
      body:
        - tanh
        - sequence:
            name: inner
            layers:
              - linear: {name: z, width: 4, share: one.a}
              - relu
              - linear: 4
""",
    "tie": """
input: [3, 6, 6]
layers:
  - conv: {name: a, width: 3, padding: same}
  - relu
  - conv: {name: b, width: 3, stride: 2, padding: 1, share: a}
""",
    "tie in a row": """
input: [3, 6, 6]
layers:
  - sequence:
      name: s
      layers:
        - conv: {width: 3, padding: same}
        - conv: {name: a, width: 3, padding: same}
        - relu
        - conv: {width: 3, stride: 2, padding: 1, share: a}
        - conv: 2
""",
    "tie from outside": """
input: [3, 6, 6]
layers:
  - sequence: {name: s, layers: [{conv: {name: a, width: 3, padding: same, bias: false}}, tanh]}
  - residual:
      name: r
      body:
        - sequence:
            name: q
            layers:
              - relu
              - conv: {width: 3, padding: 2, dilation: 2, bias: false, share: s.a}
  - residual: [{conv: {width: 3, padding: 2, dilation: 2, bias: false, share: s.a}}]
""",
    "tie of tensors": """
input: [4]
layers:
  - layer_scale: {name: g, value: 2}
  - linear: 4
  - layer_scale: {name: h, share: g}
  - residual: {name: r, body: [{layer_scale: {name: i, share: g}}, tanh]}
""",
    "share of a norm": """
input: [3, 6, 6]
layers:
  - batchnorm: {name: n}
  - residual: {name: r, body: [relu, {batchnorm: {name: m, share: n}}]}
""",
    "optional": """
input: [8, 6, 6]
blocks:
  b:
    params: {width: required, norm: true, act: relu}
    layers:
      - residual:
          shortcut: optional
          body:
            - conv: {name: c, width: $width, padding: same}
            - batchnorm: {name: n, when: $norm}
            - $act
layers:
  - b: 8
  - b: {width: 16, norm: false}
  - b: {width: 16, act: tanh}
  - b: {width: 8, norm: false, act: tanh}
  - b: 8
""",
    "shared rounds that take a value from outside": """
inputs: {x: [8], m: [8]}
blocks:
  b:
    layers:
      - linear: {name: fc, width: 8}
      - add: m
layers:
  - identity: {name: start, from: x}
  - repeat: {name: r, depth: 4, weights: shared, layers: [b]}
""",
    "shared rounds": """
input: [4]
layers:
  - repeat:
      name: r
      depth: 5
      weights: shared
      layers:
        - residual: [{linear: {name: a, width: 4}}, relu]
""",
    "shared rounds inline": """
input: [4]
layers:
  - repeat: {depth: 3, weights: shared, layers: [{linear: 4}, relu]}
  - linear: 2
""",
    "shared named rounds": """
input: [4]
blocks:
  b:
    layers:
      - linear: {name: a, width: 4}
      - relu
layers:
  - repeat: {name: r, depth: 3, weights: shared, layers: [{b: {name: 'b_${i}'}}]}
""",
    "siamese": """
inputs: {left: [4], right: [4]}
blocks:
  embed:
    layers:
      - linear: {name: a, width: 3}
      - relu
      - batchnorm: {name: n}
      - linear: 2
layers:
  - embed: {name: one}
  - embed: {name: other, from: right, share: one}
  - sub: one
  - abs
""",
    "siamese residual": """
inputs: {left: [4], right: [4]}
blocks:
  embed:
    layers:
      - residual: {body: [{linear: {name: a, width: 4}}, relu]}
layers:
  - embed: {name: one}
  - embed: {name: other, from: right, share: one}
  - concat: {with: one}
""",
    "init": """
input: [4]
layers:
  - sequence:
      name: s
      layers:
        - linear: {width: 4, init: kaiming}
        - relu
        - linear: {width: 4, init: {weight: {normal: {std: 0.02}}, bias: 1}}
        - linear: 3
  - linear: {name: z, width: 2, init: orthogonal, freeze: true}
""",
    "init in rounds": """
input: [3, 6, 6]
layers:
  - repeat:
      name: r
      depth: 3
      layers:
        - conv: {width: 3, padding: same, init: kaiming, act: relu}
  - repeat:
      depth: 2
      name: q
      layers:
        - conv:
            width: 3
            padding: same
            init: {weight: {values: [[0, 1, 0], [1, -4, 1], [0, 1, 0]]}}
""",
    "freeze": """
input: [4]
layers:
  - linear: {width: 4, freeze: true}
  - sequence: {name: s, layers: [{linear: {width: 4, freeze: true}}, relu]}
  - layer_scale: {name: g, freeze: true}
""",
    "lsuv": """
input: [4]
layers:
  - linear: {name: a, width: 4, init: lsuv}
  - crelu: {}
  - linear: {name: b, width: 4, init: looks_linear}
""",
    "training": """
input: [3, 8, 8]
layers:
  - conv: {name: stem, width: 4, kernel: 3, padding: same, act: relu}
  - sequence: {name: aux, layers: [flatten, {dropout: 0.5}, {linear: 5}]}
  - residual:
      name: block
      from: stem
      body:
        - conv: {name: conv, width: 4, padding: same}
        - dropout: 0.3
  - flatten
  - linear: {name: head, width: 5}
outputs: {aux: {from: aux, when: training}, logits: head}
""",
    "training several": """
input: [4]
layers:
  - linear: {name: a, width: 4}
  - linear: {name: x1, width: 3}
  - linear: {name: b, width: 4, from: a}
  - linear: {name: x2, width: 2}
  - linear: {name: c, width: 4, from: b}
outputs: {c: c, x1: {from: x1, when: training}, b: b, x2: {from: x2, when: training}}
""",
    "outputs": """
inputs: {image: [3, 8, 8], age: [1]}
layers:
  - flatten: {name: pixels}
  - concat: {name: both, with: age}
  - linear: {name: score, width: 2}
outputs: {score: score, features: both, input: image, again: score}
""",
    "skips": SKIPS,
    "tensors": """
input: [3, 4, 4]
layers:
  - layer_scale: {name: gamma, value: 0.5}
  - residual:
      - conv: {name: conv, width: 3, padding: same}
      - layer_scale: {name: beta, value: 2}
  - shift: {name: 0x}
  - affine: {name: aff}
  - tanh
""",
    "tokens": """
input: [3, 8, 8]
layers:
  - conv: {name: proj, width: 8, kernel: 2, stride: 2}
  - rearrange: c h w -> (h w) c
  - class_token: {name: cls}
  - position_embedding: {name: pos}
  - residual: [{layernorm: {name: n}}, {attention: {name: a, heads: 2, causal: true}}]
  - residual:
      - rmsnorm: {name: m}
      - linear: {name: q, width: 24}
      - attend: {heads: 2}
      - linear: {name: o, width: 8}
  - rotary: {heads: 2}
  - sinusoids
  - select: 0
""",
    "attention in a row": """
input: [8, 6]
layers:
  - rearrange: c t -> t c
  - sequence: {name: s, layers: [layernorm, {attention: 2}, {linear: 4}]}
  - sequence:
      name: t
      layers:
        - layernorm: {name: n}
        - attention: {name: a, heads: 2, dropout: 0.2}
""",
    "context": """
inputs: {a: [8, 6], b: [8, 4]}
layers:
  - rearrange: {name: c, from: b, pattern: c t -> t c}
  - rearrange: {name: d, from: a, pattern: c t -> t c}
  - attention: {name: x, heads: 2, context: c}
  - add: d
""",
    "groups": """
input: [8, 3, 6]
layers:
  - rearrange: c g t -> g t c
  - attention: {name: a, heads: 2, groups: true}
  - attention: {heads: 2, groups: true, causal: true}
  - tanh
""",
    "open": """
input: [3, H, W]
layers:
  - conv: {name: c, width: 4, padding: same, act: relu}
  - maxpool: 2
  - residual: [{conv: {name: d, width: 4, padding: same}}]
  - global_avgpool
  - linear: {name: fc, width: 2}
""",
    "names": """
inputs: {torch: [4], nn: [4], l: [4]}
layers:
  - linear: {name: relu, width: 4, from: torch}
  - relu
  - tanh
  - add: nn
  - linear: {name: layers, width: 4}
  - linear: {name: größe-2, width: 4}
  - linear: {name: größe, width: 4}
  - concat: {with: [l, torch]}
  - linear: {name: out, width: 4}
  - linear: {name: self_, width: 4}
  - linear: {name: I, width: 4}
  - sequence: {name: self, layers: [linear: {name: self, width: 4}, tanh, mul: out]}
  - add: self.self
""",
    "an identity whose value several take, and one in training alone": """
input: [4]
layers:
  - identity
  - crelu
  - linear: {name: a, width: 4}
  - identity: {name: aside}
  - linear: {name: b, width: 4, from: a}
outputs: {aside: {from: aside, when: training}, b: b}
""",
    "axes that stay where they are, of a value that several take": """
input: [4, 8, 8]
layers:
  - conv: {name: c, width: 4, padding: same}
  - tanh: {name: t}
  - permute: [0, 1, 2]
  - residual: [conv: {width: 4, padding: same}]
  - add: t
  - rearrange: {pattern: a b c -> a b c, name: r}
  - residual: [conv: {width: 4, padding: same}]
  - mul: r
  - add: t
""",
    "unused": """
input: [4]
layers:
  - linear: {name: a, width: 4}
  - batchnorm: {name: b}
  - linear: {name: c, width: 4, from: a}
  - mul: {name: nobody, with: b}
  - linear: {name: d, width: 2, from: c}
""",
    "unpooled": """
input: [6, 5, 5]
layers:
  - conv: {width: 4, norm: batchnorm, act: relu, padding: same}
  - upsample: 2
  - crop: {size: 8}
  - pad: 1
  - reshape: [4, 100]
  - rearrange: {pattern: c (h w) -> w h c, sizes: {h: 10}}
  - global_maxpool
""",
    "drop": """
input: [4]
layers:
  - dropout: 0.5
  - linear: 4
  - dropout: {p: 0.2}
  - residual: [{linear: {name: a, width: 4}}, {stochastic_depth: 0.5}]
  - drop_connect: {width: 3, p: 0.3}
""",
    "words for several things": """
inputs: {crop_like: [3, 8, 8], operator: [3, 6, 6]}
blocks:
  unit:
    params: {width: required}
    layers:
      - conv: {name: a, width: $width, padding: same}
      - batchnorm: {name: b}
      - relu
  pair:
    params: {width: required, unit: true}
    layers:
      - residual:
          body:
            - unit: {name: u, width: $width}
            - tanh: {when: $unit}
          shortcut: auto
layers:
  - pair: {name: conv, width: 3}
  - pair: {name: crop_like, width: 4, unit: false}
  - pair: {name: operator, width: 5}
  - crop: {like: operator}
  - sequence: {name: s, layers: [conv: {width: 4, init: kaiming}, conv: 3, conv: 2]}
  - sub: s
outputs: {last: s, pair: conv}
""",
    "a value that several lack": """
input: [4]
blocks:
  b:
    params: {more: true, act: true, norm: true}
    layers:
      - sequence:
          layers:
            - linear: {name: a, width: 4}
            - layernorm: {name: n, when: $norm}
            - tanh: {when: $act}
            - residual: {name: r, when: $more, body: [linear: {name: c, width: 4}]}
            - add: a
layers:
  - b
  - b: {more: false}
  - b: {more: false, act: false}
  - b: {norm: false}
  - b: {norm: false, act: false}
  - b: {norm: false, act: false, more: false}
  - b
""",
    "parts that parameters switch on, and norms of several kinds": """
input: [3, 16, 16]
blocks:
  b:
    params: {w: required, extra: false, act: relu, drop: 0, norm: null, groups: 1}
    layers:
      - conv: {name: c, width: $w, padding: same, groups: $groups, act: $act, norm: $norm}
      - residual:
          name: e
          when: $extra
          body: [conv: {width: $in, padding: same}, dropout: {p: $drop, when: $drop > 0}]
      - dense: {when: $groups == 1, layers: [conv: {width: 2, padding: same}]}
layers:
  - b: {w: 4}
  - b: {w: 6, extra: true, act: tanh}
  - b: {w: 6, extra: true, act: {leaky_relu: 0.3}, drop: 0.2, norm: batchnorm}
  - b: {w: 8, norm: {groupnorm: 2}, groups: 2}
  - b: {w: 8, act: {leaky_relu: 0.1}, norm: {groupnorm: 4}}
""",
    "an optional part that itself lacks something": """
input: [3, 8, 8]
blocks:
  optional:
    params: {w: required, extra: false, drop: 0, groups: 1}
    layers:
      - conv: {name: c, width: $w, padding: same, groups: $groups}
      - residual:
          name: e
          when: $extra
          body:
            - conv: {name: inner, width: $in, padding: same}
            - dropout: {p: $drop, when: $drop > 0}
      - conv: {name: last, when: $groups == 1, width: $in, padding: same}
layers:
  - optional: {w: 4}
  - optional: {w: 6, extra: true}
  - optional: {w: 6, extra: true, drop: 0.2}
  - optional: {w: 8, groups: 2}
  - optional: {w: 8, extra: true}
""",
    "modules in turn, and one that is called as the word of loops": """
input: [4]
layers:
  - linear: {name: module, width: 4}
  - sequence:
      name: s
      layers:
        - repeat:
            depth: 4
            layers:
              - linear: 4
              - relu
              - linear: {width: 4, share: module}
              - tanh
  - sequence: {name: t, layers: [repeat: {depth: 5, layers: [tanh, linear: 4, relu]}]}
""",
    "words of a mapping beside a layer without a name": """
input: [4]
layers:
  - linear: {name: values, width: 4}
  - linear: 4
  - linear: {name: keys, width: 4}
  - linear: {name: items, width: 4, share: keys}
  - add: values
""",
    "a strided part that several have, and others have apart": """
input: [4, 16, 16]
blocks:
  b:
    params: {w: required, stride: 1}
    layers:
      - residual:
          body: [conv: {name: c, width: $w, kernel: 3, padding: 1, stride: $stride}]
          shortcut: {mode: auto, name: p}
layers:
  - b: {w: 4}
  - b: {w: 8, stride: 2}
  - b: {w: 8}
  - b: {w: 6, stride: 2}
  - conv: {width: 6, kernel: 1, stride: 2, norm: batchnorm}
""",
}
