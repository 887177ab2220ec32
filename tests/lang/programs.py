#!/usr/bin/python3
"""Write programs as in tutorials on attention, and what PyTorch says of their results.

    /usr/bin/python3 tests/lang/programs.py [--seed 1] [--count 500] > tests/lang/programs.case

Where oracle.py nests random expressions and signatures.py tries single calls, this knows the shapes: a program
begins as a tutorial does (heads by view and transpose, masks, RoPE, a KV cache, ALiBi, a norm by hand, flash
attention in two steps, ...) or with a few tensors, and goes on with random statements that mostly fit what is
there. The cases' form is oracle.py's; a program ends where PyTorch has an error.

Each program is run three times: in float32, in float64, and in float32 with the last digits shaken. The tolerance
is four units in the last place of the largest element, plus four times what these runs are apart; what rounding
alone decides proves nothing and is left out, and so is what differs on purpose (docs/language.md).
"""
import argparse, math, random, re, warnings
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.Tensor.mT = property(lambda x: x.transpose(-2, -1))
R = random.Random()
pick, below = R.choice, R.randrange

# ---- PyTorch's answer ----

def attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False):
    # the reference code of the documentation of scaled_dot_product_attention
    L, S = query.size(-2), key.size(-2)
    bias = torch.zeros(L, S, dtype=query.dtype)
    if is_causal:
        if attn_mask is not None: raise ValueError
        bias = bias.masked_fill(torch.ones(L, S, dtype=torch.bool).tril(diagonal=0).logical_not(), -math.inf)
    if attn_mask is not None:
        bias = bias.masked_fill(attn_mask.logical_not(), -math.inf) if attn_mask.dtype == torch.bool else attn_mask + bias
    if enable_gqa:
        key = key.repeat_interleave(query.size(-3) // key.size(-3), -3)
        value = value.repeat_interleave(query.size(-3) // value.size(-3), -3)
    weight = query @ key.transpose(-2, -1) * (1 / math.sqrt(query.size(-1)) if scale is None else scale) + bias
    return torch.softmax(weight, dim=-1) @ value

def either(of_tensors, of_numbers):
    return lambda *a, **k: (of_tensors if any(torch.is_tensor(x) for x in [*a, *k.values()]) else of_numbers)(*a, **k)

SCOPE = {n: getattr(torch, n) for n in '''zeros ones full eye arange linspace tensor tril triu exp log rsqrt tanh sigmoid relu sin cos erf
    maximum minimum where clamp round floor ceil trunc mean var std argmax argmin norm cumsum any all allclose equal prod exp2 expm1 log2 log10
    log1p reciprocal square sign atan neg isnan isinf isfinite logical_not logical_and atan2 logsumexp amax amin argsort sort topk zeros_like
    ones_like full_like outer dot gather tile broadcast_to reshape cat stack softmax log_softmax float32 float64 float16 bfloat16
    int64 matmul einsum diag isclose count_nonzero nansum nanmean hstack vstack remainder floor_divide'''.split()}
SCOPE.update({n: getattr(F, n) for n in 'elu gelu silu softplus one_hot layer_norm leaky_relu normalize cosine_similarity mse_loss softmin linear'.split()})
SCOPE.update(scaled_dot_product_attention=attention, sqrt=either(torch.sqrt, math.sqrt), abs=either(torch.abs, abs), sum=either(torch.sum, sum),
             max=either(torch.max, max), min=either(torch.min, min), pow=either(torch.pow, pow), len=len, int=int, float=float, bool=torch.bool,
             inf=math.inf, nan=math.nan)

def evaluate(code, names, default=torch.float32):
    torch.set_default_dtype(default)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            return eval(code, {}, {**SCOPE, **names})
    finally: torch.set_default_dtype(torch.float32)

# Where PyTorch merely has no kernel for a type, or the language takes more.
NO_ERROR = re.compile("NameError|AttributeError|not implemented|not supported|must be Tensor, not|did not match|expected m1 and m2|doesn't match the broadcast|complex|same dtype|deprecated")

# ---- Programs ----

class Refused(Exception): pass     # by PyTorch: what, and what it said

class Program:
    def __init__(self): self.lines, self.names = [], {}

    def put(self, code, name=None):
        name = name or pick(['x', 'y', 'h', 'out', 'tmp', 'att', 'z']) + str(len(self.lines))
        try: self.names[name] = evaluate(code, self.names)
        except Exception as e: raise Refused(code, f'{type(e).__name__} {e}')
        self.lines.append((name, code))

    def tensors(self, fit=lambda t: True):
        return [n for n, v in self.names.items() if torch.is_tensor(v) and fit(v)]

def size(shape): return '(' + ''.join(f'{n}, ' for n in shape) + ')'

def data(shape, kind=None):
    n, to = math.prod(shape), size(shape) if shape else '(())'
    kind = kind or pick(['float'] * 6 + ['int'] * 2 + ['bool', 'double', 'half', 'bfloat16', 'special'])
    if n == 0: return f'zeros({to}, dtype=int64)' if kind == 'int' else f'zeros({to})'
    ints = f'((arange({n}) * {pick([3, 5, 7, 11, 13])} + {below(20)}) % {pick([7, 11, 13, 17, 19, 23])} - {below(3, 9)})'
    if kind == 'special' and n < 30:
        return f'tensor([{", ".join(pick(["inf", "-inf", "nan", "0.0", "-0.0", "1.0", "-2.5", "3.0", "1e30", "-1e-30"]) for _ in range(n))}]).reshape{to}'
    return {'int': f'{ints}.reshape{to}', 'bool': f'({ints} > {below(-3, 3)}).reshape{to}', 'double': f'({ints}.double() / {pick([3, 7])}).reshape{to}',
            'half': f'({ints} / 4).half().reshape{to}', 'bfloat16': f'({ints} / 4).to(bfloat16).reshape{to}'}.get(kind) or pick([
        f'({ints} / {pick([2, 4, 8, 3, 5])}).reshape{to}', f'({ints} * {pick(["0.1", "0.25", "0.37"])}).reshape{to}',
        f'linspace({below(1, 3)}, {below(4, 7)}, {n}).reshape{to}', f'sin(arange({n}) * 1.25).reshape{to}'])

def number(): return pick(['0', '1', '2', '-1', '3', '0.5', '-0.5', '2.0', '-2', '10', '0.1', '1e-6', '7', '-1e4', '1.5', 'True'])

# ---- Statements that know the shapes: x is the name of v ----

def dim(v): return str(below(-v.dim(), v.dim())) if v.dim() and R.random() > 0.02 else str(below(-2, 3))

def dims(v):
    some = R.sample(range(v.dim()), below(v.dim() + 1)) if v.dim() else []
    return pick(['(%s)', '[%s]']) % ''.join(f'{d - v.dim() if R.random() < 0.5 else d}, ' for d in some)

def keep(): return pick(['', ', keepdim=True', ', keepdim=True', ', keepdim=False'])

def fits(a, b):
    try: return bool(torch.broadcast_shapes(a.shape, b.shape)) or True
    except RuntimeError: return False

def other(p, v):
    some = p.tensors(lambda t: fits(v, t))
    return pick(some) if some and R.random() < 0.85 else pick(p.tensors()) if R.random() < 0.05 else number()

def part(n):
    return pick([':', ':', str(below(-n, n) if n else 0), f':{below(-n - 1, n + 2)}', f'{below(-n - 1, n + 1)}:', f'::{pick([1, 2, 3])}', f'{below(n + 1)}:{below(n + 2)}',
                 '-1:', ':-1', f'1::{pick([2, 3])}', f'{below(-n - 2, n + 2)}:{below(-n - 2, n + 2)}:{pick([1, 2, 3])}'])

def picked(n): return pick([f'[{below(n)}, {below(-n, n)}]', f'tensor([{below(n)}, {below(n)}])', f'arange({n}) % {max(1, n - 1)}'])

def index(p, v):
    masks = p.tensors(lambda t: t.dtype == torch.bool and t.dim() and t.shape == v.shape[:t.dim()])
    if masks and R.random() < 0.3: return pick(masks)
    items, d, dots = [], 0, False
    while d < v.dim() and R.random() < 0.75:
        kind = R.random()
        if kind < 0.12: items.append('None')
        elif kind < 0.2 and not dots: items.append('...'); dots, d = True, max(d, v.dim() - below(2))
        else: items.append(picked(v.shape[d]) if kind < 0.27 and v.shape[d] else part(v.shape[d])); d += 1
    if R.random() < 0.02: items.append('0')
    return ', '.join(items) or 'None'

def new_shape(v):
    sizes, rest = [], v.numel()
    while rest > 1 and len(sizes) < 4:
        sizes.append(pick([k for k in range(2, rest + 1) if rest % k == 0])); rest //= sizes[-1]
    if rest > 1: sizes.append(rest)
    if v.numel() == 0: sizes = pick([[0], [0, 4], [3, 0]])
    elif sizes and R.random() < 0.3: sizes[below(len(sizes))] = -1
    if R.random() < 0.2: sizes.insert(below(len(sizes) + 1), 1)
    return size(sizes)

def permutation(v):
    order = list(range(v.dim())); R.shuffle(order)
    return ', '.join(map(str, order))

def ties(v):
    flat = v.flatten().double()
    return flat.unique().numel() != flat.numel() or bool(flat.isnan().any())

UNARY = '''exp tanh sigmoid relu sin cos abs neg square sign floor ceil trunc round erf log sqrt rsqrt reciprocal log1p expm1 exp2 log2 log10 isnan
    isinf isfinite logical_not atan'''.split()
floats, sortable = (lambda v: v.is_floating_point()), (lambda v: not ties(v))
deep = lambda least: lambda v: v.dim() >= least

# (weight, whether it is for v, makers of one statement)
STATEMENTS = [
    (3, None, [lambda p, x, v: f'{pick(UNARY)}({x})', lambda p, x, v: f'{x}.{pick(UNARY)}()']),
    (2, floats, [lambda p, x, v: f'{pick(["silu", "softplus", "gelu", "elu", "leaky_relu"])}({x})', lambda p, x, v: f'gelu({x}, approximate="{pick(["tanh", "none"])}")']),
    (8, None, [lambda p, x, v: f'{x} {pick(["+", "-", "*", "/", "+", "*", "//", "%", "**"])} {other(p, v)}', lambda p, x, v: f'{other(p, v)} {pick(["+", "-", "*", "/", "//", "%"])} {x}',
               lambda p, x, v: f'({x} {pick("+-*")} {other(p, v)}) {pick(["*", "/", "-", "+"])} {x}']),
    (3, None, [lambda p, x, v: f'{x} {pick(["<", "<=", ">", ">=", "==", "!="])} {other(p, v)}', lambda p, x, v: f'{x} {pick("&|^")} ({x} > {number()})',
               lambda p, x, v: f'~{x}' if v.dtype in (torch.bool, torch.int64) else f'-{x}']),
    (5, None, [lambda p, x, v: f'{x}.{pick(["sum", "mean", "prod", "any", "all", "nansum"])}({pick(["", "dim=" + dim(v) + keep(), dim(v)])})',
               lambda p, x, v: f'{pick(["sum", "mean", "amax", "amin", "logsumexp"])}({x}, {pick(["dim=", ""])}{pick([dim(v), dims(v)])}{keep()})']),
    (3, None, [lambda p, x, v: f'{x}.{pick(["max", "min"])}(dim={dim(v)}{keep()}).values', lambda p, x, v: f'{x}.{pick(["max", "min"])}()']),
    (2, sortable, [lambda p, x, v: f'{x}.{pick(["max", "min"])}(dim={dim(v)}{keep()}){pick([".indices", "[1]"])}', lambda p, x, v: f'{x}.{pick(["argmax", "argmin"])}({pick(["", "dim=" + dim(v)])})',
                   lambda p, x, v: f'{x}.argsort(dim={dim(v)}, descending={pick(["True", "False"])})', lambda p, x, v: f'topk({x}, {below(1, 3)}).indices']),
    (3, floats, [lambda p, x, v: f'{x}.{pick(["var", "std"])}({pick(["", "dim=" + dim(v), "dim=" + dim(v) + ", unbiased=False, keepdim=True", "unbiased=False", "dim=" + dims(v) + ", correction=" + pick("0123")])})',
                 lambda p, x, v: f'{x}.norm({pick(["", "dim=" + dim(v), "p=2, dim=" + dim(v) + ", keepdim=True", "p=1", "p=3", "p=inf", "1, " + dim(v)])})']),
    (2, deep(1), [lambda p, x, v: f'cumsum({x}, dim={dim(v)})', lambda p, x, v: f'{x}.flip({dim(v)})', lambda p, x, v: f'{x}.roll({below(-3, 4)}, {below(v.dim())})']),
    (4, floats, [lambda p, x, v: f'{pick(["softmax", "log_softmax"])}({x}, dim={dim(v)})', lambda p, x, v: f'softmax({x}.masked_fill({x} > {number()}, -inf), dim={dim(v)})',
                 lambda p, x, v: f'softmax({x}, dim=-1, dtype={pick(["float64", "float32"])})', lambda p, x, v: f'softmin({x}, dim=-1)']),
    (7, None, [lambda p, x, v: f'{x}[{index(p, v)}]']),
    (6, None, [lambda p, x, v: f'{x}.reshape({new_shape(v)})', lambda p, x, v: f'{x}.contiguous().view({new_shape(v)})', lambda p, x, v: f'{x}.permute({permutation(v)})' if v.dim() else f'{x}.view(1)',
               lambda p, x, v: f'{x}.transpose({dim(v)}, {dim(v)})', lambda p, x, v: f'{x}.unsqueeze({below(-v.dim() - 1, v.dim() + 1)})', lambda p, x, v: f'{x}.squeeze({pick(["", dim(v)])})',
               lambda p, x, v: f'{x}.flatten({pick(["", dim(v)])})', lambda p, x, v: f'{x}.expand({below(1, 4)}{", -1" * v.dim()})', lambda p, x, v: f'{x}.repeat({", ".join(str(below(1, 3)) for _ in range(v.dim() or 1))})',
               lambda p, x, v: f'{x}.movedim({dim(v)}, {dim(v)})']),
    (2, None, [lambda p, x, v: f'cat([{x}, {pick(p.tensors(lambda t: t.shape == v.shape))}], dim={dim(v)})', lambda p, x, v: f'cat(({x}, {pick(p.tensors(lambda t: t.dim() == v.dim()))}), {dim(v)})',
               lambda p, x, v: f'stack([{x}, {pick(p.tensors(lambda t: t.shape == v.shape))}], dim={below(-v.dim() - 1, v.dim() + 1)})', lambda p, x, v: f'{pick(["hstack", "vstack"])}([{x}, {x}])']),
    (3, None, [lambda p, x, v: f'where({x} > {number()}, {x}, {other(p, v)})', lambda p, x, v: f'{x}.masked_fill({x} < {number()}, {pick([number(), "-inf"])})', lambda p, x, v: f'{x}[{x} > {number()}]',
               lambda p, x, v: f'{x}.clamp({pick(["min=", "max="])}{number()})', lambda p, x, v: f'clamp({x}, {pick(["-1", "0", "0.5"])}, {pick(["1", "2.5"])})']),
    (3, lambda v: v.numel() and v.dim() > 1 and v.dtype != torch.bool, [lambda p, x, v: f'{x} @ {x}.mT', lambda p, x, v: f'matmul({x}.transpose(-2, -1), {x})',
               lambda p, x, v: f'{x} @ {pick(p.tensors(lambda t: t.dtype == v.dtype and t.numel()))}']),
    (1, lambda v: v.dim() and v.dtype == torch.float32, [lambda p, x, v: "einsum('%s->%s', %s)" % ('abcdef'[:v.dim()], ''.join(R.sample('abcdef'[:v.dim()], below(v.dim() + 1))), x),
               lambda p, x, v: "einsum('%s,%s->%s', %s, %s)" % ('abcdef'[:v.dim()], 'abcdef'[:v.dim()], 'abcdef'[:below(v.dim() + 1)], x, x)]),
    (2, None, [lambda p, x, v: f'sort({x}, dim={dim(v)}, stable=True).{pick(["values", "indices"])}', lambda p, x, v: f'topk({x}, {below((v.shape[-1] if v.dim() else 1) + 1)}).values',
               lambda p, x, v: f'{x}.topk({below(1, 3)}, dim={dim(v)}, largest=False)[0]']),
    (3, deep(1), [lambda p, x, v: f'{x}.chunk({below(1, 4)}, dim={dim(v)})[{pick(["0", "-1"])}]', lambda p, x, v: f'{x}.split({below(1, 4)}, dim={dim(v)})[{pick(["0", "-1"])}]', lambda p, x, v: f'{x}.unbind({dim(v)})[0]',
                  lambda p, x, v: f'{x}.narrow({dim(v)}, {below(3)}, {below(3)})', lambda p, x, v: f'{x}.select({dim(v)}, {below(-3, 3)})', lambda p, x, v: f'{x}.repeat_interleave({below(4)}, dim={dim(v)})', lambda p, x, v: f'{x}.nonzero()',
                  lambda p, x, v: f'{x}.index_select({dim(v)}, tensor([{below(3)}, {below(3)}]))', lambda p, x, v: f'{x}.gather({dim(v)}, ({x} == {x}).long() * {below(3)})']),
    (1, deep(2), [lambda p, x, v: f'{pick(["tril", "triu"])}({x}{pick(["", ", 1", ", diagonal=-1"])})', lambda p, x, v: f'{x}.diagonal()', lambda p, x, v: f'{x}.mT']),
    (2, None, [lambda p, x, v: f'{x}.{pick(["float", "double", "long", "bool", "half", "bfloat16"])}()', lambda p, x, v: f'{x}.to({pick(["float32", "float64", "float16", "int64", "bool"])})', lambda p, x, v: f'{x}.type_as({pick(p.tensors())})']),
    (1, None, [lambda p, x, v: f'{pick(["zeros_like", "ones_like"])}({x})', lambda p, x, v: f'full_like({x}, {number()})', lambda p, x, v: f'ones({x}.shape)', lambda p, x, v: f'arange({x}.numel()).reshape({x}.shape)',
               lambda p, x, v: f'full({x}.shape, {x}.max())']),
    (2, lambda v: v.dim() and v.is_floating_point() and v.shape[-1] > 1, [lambda p, x, v: f'layer_norm({x}, {x}.shape[-1:])', lambda p, x, v: f'({x} - {x}.mean(-1, keepdim=True)) / sqrt({x}.var(-1, unbiased=False, keepdim=True) + 1e-5)',
               lambda p, x, v: f'{x} * rsqrt({x}.pow(2).mean(-1, keepdim=True) + 1e-6)', lambda p, x, v: f'normalize({x}, dim={pick(["-1", "None"])})', lambda p, x, v: f'cosine_similarity({x}, {x} + 1, dim=-1)',
               lambda p, x, v: f'mse_loss({x}, {x} * 0.5)']),
    (2, None, [lambda p, x, v: f'{x}.{pick(["shape", "ndim", "numel()", "dtype == float32", "dim()", "sum().item()"])}', lambda p, x, v: f'len({x})', lambda p, x, v: f'{x}.size({dim(v)})', lambda p, x, v: f'{x}.shape[-1] // 2',
               lambda p, x, v: f'sqrt({x}.shape[-1])', lambda p, x, v: f'allclose({x}, {x})', lambda p, x, v: f'equal({x}, {x} * 1)', lambda p, x, v: f'({x}, {x} + 1)[{pick("01")}]', lambda p, x, v: f'{x} if {x}.ndim > 1 else {x} + 1']),
    (3, None, [lambda p, x, v: f'{x} ** {pick(["2", "-1", "3", "0", "-2", "1.5"])}', lambda p, x, v: f'{pick(["2", "0.5", "10000", "2.0"])} ** {x}', lambda p, x, v: f'{x} {pick(["//", "%"])} {pick(["2", "3", "-2", "0.5", "-3", "2.5"])}',
               lambda p, x, v: f'{pick(["7", "-7", "5.5"])} {pick(["//", "%"])} {x}', lambda p, x, v: f'remainder({x}, 3)', lambda p, x, v: f'floor_divide({x}, 2)']),
    (1, None, [lambda p, x, v: f'count_nonzero({x})', lambda p, x, v: f'isclose({x}, {x} * 1)', lambda p, x, v: f'outer({x}.flatten(), {x}.flatten()[:3])', lambda p, x, v: f'tile({x}, (2,))',
               lambda p, x, v: f'broadcast_to({x}, {size((2,) + tuple(v.shape))})', lambda p, x, v: f'one_hot({x}.long().abs() % 3, 3)', lambda p, x, v: f'round({x}, decimals=1)', lambda p, x, v: f'maximum({x}, {x} * 0)']),
]
WEIGHTS = [w for w, _, _ in STATEMENTS]

def statement(p):
    known = p.tensors(lambda t: t.numel() < 300)
    x = known[-1] if R.random() < 0.5 else pick(known)
    _, fit, makers = R.choices(STATEMENTS, WEIGHTS)[0]
    return pick(makers)(p, x, p.names[x]) if not fit or fit(p.names[x]) else f'{x} + {number()}'

# ---- Beginnings, as in tutorials ----

def few_tensors(p):
    for _ in range(below(1, 4)):
        p.put(data(pick([(3,), (4,), (2, 3), (3, 3), (4, 4), (2, 3, 4), (1, 4), (3, 1), (2, 2, 3), (1,), (), (0,), (0, 3), (0, 0), (2, 0, 3), (6,), (2, 6), (1, 2, 3, 4)])))

def masked(p, n, scores):
    kind = below(6)
    if kind == 0: p.put(f'triu(ones({n}, {n}), diagonal=1).bool()', 'mask'); p.put(f'{scores}.masked_fill(mask, {pick(["-inf", "-1e9", "float(-inf)"])})', 'seen')
    elif kind == 1: p.put(f'tril(ones({n}, {n}))', 'mask'); p.put(f'{scores}.masked_fill(mask == 0, -inf)', 'seen')
    elif kind == 2: p.put(f'triu(full(({n}, {n}), -inf), diagonal=1)', 'mask'); p.put(f'{scores} + mask', 'seen')
    elif kind == 3: p.put(f'arange({n}) < {below(n + 1)}', 'real'); p.put(f'{scores}.masked_fill(~real, -inf)', 'seen')
    elif kind == 4: p.put(f'(arange({n})[:, None] - arange({n})).abs() <= {below(1, 3)}', 'near'); p.put(f'{scores}.masked_fill(near.logical_not(), -inf)', 'seen')
    return 'seen' if kind < 5 else scores

def multi_head(p):
    B, T, H, d = pick([1, 2]), pick([2, 3, 4]), pick([1, 2, 4]), pick([2, 4])
    p.put(data((B, T, H * d), 'float'), 'x')
    for w in 'qkv': p.put(f'{data((H * d, H * d), "float")} / {H * d}', 'W' + w)
    kind = below(4)
    if kind == 0:
        for w in 'qkv': p.put(f'(x @ W{w}).view({B}, {T}, {H}, {d}).transpose(1, 2)', w)
        p.put(f'q @ k.transpose(-2, -1) / sqrt({d})', 's'); p.put(f'softmax({masked(p, T, "s")}, dim=-1)', 'a'); p.put(f'(a @ v).transpose(1, 2).{pick(["contiguous().view", "reshape", "view"])}({B}, {T}, {H * d})', 'out')
    elif kind == 1:
        p.put('(x @ cat([Wq, Wk, Wv], dim=-1)).chunk(3, dim=-1)', 'qkv')
        for i, w in enumerate('qkv'): p.put(f'qkv[{i}].reshape({B}, {T}, {H}, {d}).permute(0, 2, 1, 3)', w)
        p.put(f'scaled_dot_product_attention(q, k, v{pick(["", ", is_causal=True", f", attn_mask=ones({T}, {T}).tril().bool()", f", attn_mask=arange({T}) / 2", ", scale=0.5"])})', 'o'); p.put('o.transpose(1, 2).flatten(2)', 'out')
    elif kind == 2:
        for w in 'qkv': p.put(f"einsum('btd,dhk->bhtk', x, W{w}.view({H * d}, {H}, {d}))", w)
        p.put(f"einsum('bhqd,bhkd->bhqk', q, k) * {d} ** -0.5", 's'); p.put(f'{masked(p, T, "s")}.softmax(dim=-1)', 'a'); p.put("einsum('bhqk,bhkd->bqhd', a, v).flatten(-2)", 'out')
    else:
        for w in 'qkv': p.put(f'linear(x, W{w}).reshape({B}, {T}, {H}, -1).swapaxes(1, 2)', w)
        p.put(f'(q * {d} ** -0.5) @ k.mT', 's'); p.put('exp(s - s.max(dim=-1, keepdim=True).values)', 'e'); p.put('e / e.sum(-1, keepdim=True)', 'a'); p.put('(a @ v).movedim(1, 2).reshape(x.shape)', 'out')

def rotary(p):
    n, d = pick([2, 3, 4]), pick([4, 6, 8])
    p.put(data(pick([(n, d), (2, n, d)]), 'float'), 'x'); p.put(f'1.0 / {pick(["10000", "10000.0", "500"])} ** (arange(0, {d}, 2) / {d})', 'freq'); p.put(pick([f'outer(arange({n}).float(), freq)', f'arange({n})[:, None] * freq']), 'theta')
    if below(2): p.put('x[..., 0::2]', 'even'); p.put('x[..., 1::2]', 'odd'); p.put('stack([even * theta.cos() - odd * theta.sin(), even * theta.sin() + odd * theta.cos()], dim=-1).flatten(-2)', 'out')
    else: p.put('cat([theta, theta], dim=-1)', 'angle'); p.put(f'cat((-x[..., {d // 2}:], x[..., :{d // 2}]), dim=-1)', 'turned'); p.put('x * angle.cos() + turned * angle.sin()', 'out')

def cache(p):
    n, d = pick([2, 3]), pick([2, 4])
    for name, rows in [('past_k', n), ('past_v', n), ('q', 1), ('k', 1), ('v', 1)]: p.put(data((rows, d), 'float'), name)
    p.put(f'cat([past_k, k], dim={pick(["0", "-2"])})', 'K'); p.put('cat([past_v, v])', 'V'); p.put(f'softmax(q @ K.T / {d} ** 0.5, dim=-1) @ V', 'out'); p.put('K[-1:] - k', 'zero')

def grouped(p):
    H, g, n, d = pick([1, 2]), pick([2, 3]), pick([2, 3]), pick([2, 4])
    p.put(data((1, H * g, n, d), 'float'), 'q'); p.put(data((1, H, n, d), 'float'), 'k'); p.put(data((1, H, n, d), 'float'), 'v')
    kind = below(3)
    if kind == 0: p.put(f'scaled_dot_product_attention(q, k.repeat_interleave({g}, dim=1), v.repeat_interleave({g}, dim=-3), is_causal={pick(["True", "False"])})', 'out')
    elif kind == 1: p.put(f'k[:, :, None].expand(-1, -1, {g}, -1, -1).reshape(1, {H * g}, {n}, {d})', 'K'); p.put(f'softmax(q @ K.mT, -1) @ v[:, :, None].expand(1, {H}, {g}, {n}, {d}).flatten(1, 2)', 'out')
    else: p.put(f'scaled_dot_product_attention(q, k, v, enable_gqa=True{pick(["", ", is_causal=True", ", scale=1.0"])})', 'out')

def linear_biases(p):
    H, n = pick([2, 4, 8]), pick([3, 4])
    p.put(f'2 ** (-8 * arange(1, {H} + 1) / {H})', 'slopes'); p.put(f'arange({n})[None, :] - arange({n})[:, None]', 'dist'); p.put(f'slopes[:, None, None] * {pick(["dist", "-dist.abs()", "dist.tril()"])}', 'bias'); p.put(data((H, n, 4), 'float'), 'q'); p.put('softmax(q @ q.mT / 2 + bias, dim=-1)', 'a')

def norm_by_hand(p):
    d = pick([3, 4, 8])
    p.put(data((pick([2, 3]), d), 'float'), 'x'); p.put(pick(['x.mean(-1, keepdim=True)', 'mean(x, -1, True)']), 'mu'); p.put(pick(['x.var(-1, keepdim=True, unbiased=False)', '((x - mu) ** 2).mean(-1, keepdim=True)']), 'var'); p.put('(x - mu) / (var + 1e-5).sqrt()', 'y'); p.put(f'(y - layer_norm(x, ({d},))).abs().max() < 1e-5', 'same')

def experts(p):
    n, E = pick([3, 4]), pick([3, 4])
    p.put(f'{data((n, E), "float")} + arange({E}) * 0.013', 'logits'); p.put(f'topk(logits, {below(1, 3)}, dim=-1)', 'top'); p.put('top.values.softmax(-1)', 'gate'); p.put(f'one_hot(top[1], {E}).sum(1)', 'chosen'); p.put('softmax(where(chosen > 0, logits, full_like(logits, -inf)), dim=-1)', 'weight')

def types(p):
    for name in 'abc': p.put(data(pick([(2, 3), (3,), ()])), name)
    for _ in range(3): p.put(f'{pick("abc")} {pick(["+", "*", "-", "/", "//", "%"])} {pick("abc")}')

def cross(p):
    Nt, Nv, d = pick([2, 3]), pick([3, 4, 5]), pick([2, 4])
    p.put(data((Nt, d), 'float'), 'text'); p.put(data((Nv, d), 'float'), 'image'); p.put(f'softmax(text @ image.T / {d} ** 0.5, dim=-1)', 'A'); p.put('A @ image', 'out'); p.put(pick(['A.sum(-1)', '-(A * A.log()).sum(-1)', 'A.max(dim=1).values', 'A.topk(2).values', 'text + tanh(tensor(0.5)) * out', 'out.shape == text.shape']), 'r')

def flash(p):
    for name in 'QKV': p.put(data((4, 2), 'float'), name)
    p.put('Q @ K[:2].T', 's1'); p.put('Q @ K[2:].T', 's2'); p.put('s1.amax(-1, keepdim=True)', 'm1'); p.put('exp(s1 - m1).sum(-1, keepdim=True)', 'l1'); p.put('maximum(m1, s2.amax(-1, keepdim=True))', 'm2')
    p.put('l1 * exp(m1 - m2) + exp(s2 - m2).sum(-1, keepdim=True)', 'l2'); p.put('(exp(s1 - m1) @ V[:2] * exp(m1 - m2) + exp(s2 - m2) @ V[2:]) / l2', 'out'); p.put('allclose(out, softmax(Q @ K.T, -1) @ V, atol=1e-5)', 'same')

BEGINNINGS = [few_tensors] * 12 + [multi_head] * 5 + [rotary] * 2 + [cache, grouped, grouped, linear_biases, norm_by_hand, experts, types, types, cross, cross, flash]

# ---- What must come of them ----

class Apart(Exception): pass     # rounding decides

def text(x): return repr(x) if not isinstance(x, float) or math.isfinite(x) else {math.inf: 'inf', -math.inf: '-inf'}.get(x, 'nan')

def tolerance(v, exact, shaken, program):
    if not all(torch.is_tensor(t) and t.shape == v.shape for t in (exact, shaken)): raise Apart
    if not v.is_floating_point():
        if not torch.equal(v, exact) or not torch.equal(v, shaken): raise Apart
        return 0.0
    finite = v.isfinite()
    if not torch.equal(finite, exact.isfinite()) or not torch.equal(finite, shaken.isfinite()): raise Apart
    if not finite.any(): return 0.0
    v, exact, shaken = (t[finite].double() for t in (v, exact, shaken))
    largest, off = v.abs().max().item(), max((v - exact).abs().max().item(), (v - shaken).abs().max().item())
    eps = 2 ** -7 if 'bfloat16' in program else 2 ** -10 if 'half' in program or 'float16' in program else 2 ** -23
    if 0 < largest < 1e-6 or off > 1e3 * eps * max(largest, 1e-3): raise Apart
    return 4 * eps * max(largest, 0.1) + 4 * off

def describe(v, exact, shaken, program):
    if isinstance(v, torch.Size): v = tuple(v)
    if isinstance(v, (bool, int)): return [f'= {type(v).__name__} {v}'] if v == exact == shaken and abs(v) < 2 ** 63 else None
    if isinstance(v, tuple) and all(isinstance(x, int) for x in v): return [f'= tuple {v}']
    if not torch.is_tensor(v) or v.numel() > 40: return None
    try: near = tolerance(v, exact, shaken, program)
    except Apart: return None
    return [f'= {str(v.dtype)[6:]} {tuple(v.shape)} ~ {near:.1e}', ' '.join(text(x) for x in (v.double() if v.is_floating_point() else v).flatten().tolist())]

def shake(v, exact):
    """The last digits of what is not exact anyway."""
    if not torch.is_tensor(v) or not torch.is_tensor(exact) or not v.is_floating_point() or v.shape != exact.shape: return v
    by = 1 + torch.finfo(v.dtype).eps * torch.tensor([R.choice([-1, 1]) for _ in range(v.numel())], dtype=torch.float64).reshape(v.shape)
    return torch.where((v.double() != exact.double()) & v.isfinite(), (v.double() * by).to(v.dtype), v)

def others(lines):
    exact, shaken = {}, {}
    for name, code in lines:
        try:
            exact[name] = evaluate(code, exact, torch.float64)
            shaken[name] = shake(evaluate(code, shaken), exact[name])
        except Exception: break
    return exact, shaken

def otherwise(p, code):
    """Deliberately different, with what is known now."""
    used = [p.names[n] for n in re.findall(r'[a-zA-Z_]\w*', code) if torch.is_tensor(p.names.get(n))]
    return (('arg' in code or 'topk' in code or 'mse' in code or 'cosine' in code) and any(t.dtype == torch.bool for t in used)
            or '@' in code and any(t.numel() == 0 or t.dtype == torch.bool for t in used) or 'matmul' in code and any(t.dtype == torch.bool for t in used)
            or 'view(' in code and not all(t.is_contiguous() for t in used) or '**' in code and any(t.isinf().any() for t in used)
            or 'scaled_dot' in code and any(not t.isfinite().all() for t in used))

def program():
    p, error = Program(), None
    try:
        pick(BEGINNINGS)(p)
        for _ in range(below(1, 8)):
            code = statement(p)
            if len(code) < 200 and not otherwise(p, code): p.put(code)
    except Refused as e:
        code, said = e.args
        error = None if NO_ERROR.search(said) else code
    exact, shaken = others(p.lines)
    cases, so_far = [], ''
    for name, code in p.lines:
        so_far += code
        lines = describe(p.names[name], exact.get(name), shaken.get(name), so_far)
        if lines: cases.append(['? ' + name, *lines])
    return p.lines, cases[-4:] + ([['? ' + error, '! error']] if error else [])

def main():
    a = argparse.ArgumentParser(); a.add_argument('--seed', type=int, default=1); a.add_argument('--count', type=int, default=500); a = a.parse_args(); R.seed(a.seed)
    print(f'# Written by tests/lang/programs.py --seed {a.seed} --count {a.count} with PyTorch {torch.__version__}')
    done = 0
    while done < a.count:
        lines, cases = program()
        if not cases: continue
        print('', *['. %s = %s' % x for x in lines or [('nothing', '0')]], *[line for case in cases for line in case], sep='\n')
        done += 1

main()
