#!/usr/bin/python3
"""Write random expressions of the lab language and what PyTorch says of them.

    /usr/bin/python3 tests/lang/oracle.py [--seed 1] [--count 3000] > tests/lang/random.case

Expressions are a strict subset of Python's, so each one is simply evaluated here
with PyTorch's names in scope; statements before it are Python's too. A case is

    . NAME = EXPRESSION      (any number)
    ? EXPRESSION
    = float32 (2, 3) ~ 4e-07
    0.1 0.2 ...

(dtype, shape, absolute tolerance, the elements in order) or `= int 5`, `= bool True`,
`= tuple (2, 3)`, or `! error` when PyTorch refuses. The tolerance covers
another order of summation: four units in the last place of the largest element, plus
four times what PyTorch's own float32 result is away from its float64 one.
"""
import argparse, math, random, re, warnings
import torch
import torch.nn.functional as F

torch.set_warn_always(True)
torch.set_num_threads(1)
torch.Tensor.mT = property(lambda x: x.transpose(-2, -1))     # later versions refuse fewer than two dimensions


def split_heads(x, H):
    if x.shape[-1] % H: raise ValueError
    return x.reshape(*x.shape[:-1], H, x.shape[-1] // H).transpose(-2, -3)

def merge_heads(x):
    return x.transpose(-2, -3).flatten(-2)

def causal_mask(n, m=None):
    m = n if m is None else m
    if m < n: raise ValueError
    return torch.ones(n, m).tril(m - n).bool()

def prefix_mask(n, p):
    mask = causal_mask(n)
    mask[:, :p] = True
    return mask

def sliding_window_mask(n, w):
    return causal_mask(n) & ~torch.ones(n, n).tril(-w).bool()

def rms_norm(x, shape, eps=1e-6):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + eps)

def scaled_dot_product_attention(q, k, v, attn_mask=None, is_causal=False, scale=None):
    # the reference code of the documentation of PyTorch's function of this name
    if not (q.dtype == k.dtype == v.dtype and q.is_floating_point()) or min(q.ndim, k.ndim, v.ndim) < 2: raise ValueError
    if is_causal:
        if attn_mask is not None: raise ValueError
        attn_mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril()
    s = q @ k.mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if attn_mask is not None:
        s = s.masked_fill(~attn_mask, -math.inf) if attn_mask.dtype == torch.bool else s + attn_mask
    return torch.softmax(s, -1) @ v

def repeat_kv(x, n):
    if x.ndim < 3: raise ValueError
    return x.repeat_interleave(n, dim=-3)

def block_mask(q, k, allowed=None):
    q, k = torch.as_tensor(q), torch.as_tensor(k)
    return q[:, None] == k[None, :] if allowed is None else allowed[q[:, None], k[None, :]]

def padding_mask(lengths, n):
    return torch.arange(n) < torch.as_tensor(lengths)[..., None]

def alibi(heads, n):
    # the authors' code: https://github.com/ofirpress/attention_with_linear_biases
    def slopes(h):
        if math.log2(h).is_integer(): return [2 ** (-8 * (i + 1) / h) for i in range(h)]
        near = 2 ** math.floor(math.log2(h))
        return slopes(near) + slopes(2 * near)[0::2][:h - near]
    at = torch.arange(n)
    return -torch.tensor(slopes(heads))[:, None, None] * (at[:, None] - at[None, :]).abs() + 0.0     # no -0

def sinusoidal(n, d):
    at, column = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(d)
    angle = at / 10000 ** ((column - column % 2).double() / d)
    return torch.where(column % 2 == 0, angle.sin(), angle.cos()).to(torch.get_default_dtype())

def rope(x, pos=None, base=10000.0):
    if x.ndim < 2 or not x.is_floating_point(): raise ValueError
    pos = torch.arange(x.shape[-2]) if pos is None else torch.as_tensor(pos)
    pos = pos[:, None] if pos.ndim == 1 else pos
    axes, d = pos.shape[1], x.shape[-1]
    if pos.shape[0] != x.shape[-2] or d % (2 * axes): raise ValueError
    part = d // axes
    freq = base ** (-torch.arange(0, part, 2).double() / part)
    angle = (pos.double()[:, :, None] * freq).flatten(1)
    a, b, c, s = x[..., 0::2].double(), x[..., 1::2].double(), angle.cos(), angle.sin()
    return torch.stack([a * c - b * s, a * s + b * c], -1).flatten(-2).to(x.dtype)

def same_floats(*parts):
    if any(p.dtype != parts[0].dtype or not p.is_floating_point() or p.ndim < 2 for p in parts): raise ValueError

def linear_attention(q, k, v, is_causal=False):
    same_floats(q, k, v)
    if q.shape[-1] != k.shape[-1] or k.shape[-2] != v.shape[-2]: raise ValueError
    w = (q.double() @ k.double().mT)
    if is_causal: w = w * torch.ones(w.shape[-2:]).tril()
    return (w @ v.double() / w.sum(-1, keepdim=True)).to(q.dtype)

def positive_features(x, w):
    if w.ndim != 2 or not len(w): raise ValueError
    return torch.exp(x @ w.T - (x * x).sum(-1, keepdim=True) * 0.5) / math.sqrt(w.shape[0])

def entropy(p, dim=-1):
    return -torch.where(p != 0, p * torch.log(p), torch.zeros_like(p)).sum(dim)

def matrix(x):
    if x.ndim < 2 or not x.is_floating_point() or not torch.isfinite(x).all(): raise ValueError
    return x.double()

def svdvals(x):
    return torch.linalg.svdvals(matrix(x)).to(x.dtype)

def rank(x, atol=None, rtol=None):
    if not x.is_floating_point(): raise ValueError
    rtol = (0 if atol else max(x.shape[-2:]) * torch.finfo(x.dtype).eps) if rtol is None else rtol
    return torch.linalg.matrix_rank(matrix(x), atol=atol or 0.0, rtol=rtol)

def effective_rank(x):
    p = torch.linalg.svdvals(matrix(x))
    return torch.nan_to_num(entropy(p / p.sum(-1, keepdim=True)).exp()).to(x.dtype) * (p.sum(-1) > 0)

def diag(x, k=0):
    # as NumPy and later versions: 1.13 refuses vectors of no elements and diagonals outside the matrix
    if x.ndim == 2: return torch.diagonal(x, k)
    return torch.diag(x, k) if x.numel() or x.ndim != 1 else torch.zeros(abs(k), abs(k), dtype=x.dtype)

def linear(x, w, b=None):
    if w.ndim == 1 and b is not None: raise ValueError             # depends on the input's dimensions
    if w.dtype != x.dtype or b is not None and b.dtype != x.dtype: raise ValueError     # for x of one dimension PyTorch promotes
    return F.linear(x, w, b)

def triangle(make):
    def checked(x, k=0):
        if x.ndim < 2: raise ValueError                           # PyTorch lets empty vectors pass
        return make(x, k)
    return checked

# Tensors without elements are checked like any other.
def strict_matmul(a, b, product=torch.Tensor.__matmul__):
    if torch.is_tensor(b) and (a.dtype != b.dtype or a.dtype == torch.bool): raise ValueError
    return product(a, b)

torch.Tensor.__matmul__ = strict_matmul

# A Tensor is never equal to a tuple by accident: comparing them is an error.
def strict_compare(f):
    def compare(a, b):
        if isinstance(b, (tuple, list)): raise ValueError
        return f(a, b)
    return compare

torch.Tensor.__eq__, torch.Tensor.__ne__ = strict_compare(torch.Tensor.__eq__), strict_compare(torch.Tensor.__ne__)
torch.Tensor.__hash__ = lambda x: id(x)

def power(a, b):
    return torch.pow(a, b) if torch.is_tensor(a) or torch.is_tensor(b) else a ** b

def of_floats(f):
    def checked(x, *args, **keywords):
        if torch.is_tensor(x) and not x.is_floating_point(): raise ValueError
        return f(x, *args, **keywords)
    return checked

def index_select(x, dim, index):
    if x.ndim == 0: raise ValueError          # there is nothing to index
    return torch.index_select(x, dim, index)

def sqrt(x):
    return torch.sqrt(x) if torch.is_tensor(x) else math.sqrt(x)

SCOPE = {n: getattr(torch, n) for n in '''zeros ones full eye arange linspace tensor tril triu exp log rsqrt tanh
    sigmoid relu sin cos maximum minimum where clamp round floor sum mean var std max min argmax norm cumsum
    any all allclose equal prod exp2 expm1 log2 log10 log1p reciprocal square erf sign ceil trunc atan neg isnan isinf
    isfinite logical_not logical_and logical_or logical_xor atan2 logsumexp amax amin argmin argsort sort topk
    zeros_like ones_like outer dot gather flip roll tile broadcast_to swapaxes chunk split meshgrid
    diagonal reshape permute transpose cat stack repeat_interleave unsqueeze squeeze flatten
    softmax log_softmax float32 float64 int64 matmul'''.split()}
SCOPE.update({n: getattr(F, n) for n in 'elu gelu silu softplus one_hot layer_norm'.split()})
SCOPE.update(split_heads=split_heads, merge_heads=merge_heads, causal_mask=causal_mask, prefix_mask=prefix_mask,
             sliding_window_mask=sliding_window_mask, rms_norm=rms_norm,
             repeat_kv=repeat_kv, block_mask=block_mask, padding_mask=padding_mask, alibi=alibi, sinusoidal=sinusoidal, rope=rope,
             linear_attention=linear_attention, positive_features=positive_features, entropy=entropy, svdvals=svdvals, rank=rank,
             effective_rank=effective_rank, movedim=torch.movedim, pow=power, linear=linear, tril=triangle(torch.tril), triu=triangle(torch.triu), matmul=strict_matmul,
             softmax=of_floats(torch.softmax), log_softmax=of_floats(torch.log_softmax), diag=diag, index_select=index_select, bfloat16=torch.bfloat16, float16=torch.float16,
             scaled_dot_product_attention=scaled_dot_product_attention, sqrt=sqrt, inf=math.inf, nan=math.nan, len=len, int=int,
             float=float, bool=torch.bool)

R = random.Random()
pick = R.choice
NAMES = []     # the nodes above the expression

SHAPES = ['(3, 4)', '(4, 3)', '(2, 3, 4)', '(4,)', '(3, 1)', '(1, 4)', '(3, 4)', '(2, 1, 4)', '(2, 2, 3, 4)', '(12,)', '(3, 3)', '(1,)', '(4, 4)']


def data(shape=None):
    """A tensor whose elements are small multiples of 1/8: sums of them are exact in any order."""
    if NAMES and not shape and R.random() < 0.6: return pick(NAMES)
    shape = shape or pick(SHAPES)
    n = eval('math.prod(' + shape + ')')
    a, b, c = pick([3, 5, 7, 11]), pick([7, 11, 13, 17]), R.randrange(9)
    ints = f'((arange({n}) * {a} + {c}) % {b} - {b // 2})'
    kind = R.random()
    if kind < 0.62: return f'({ints} / {pick([2, 4, 8])}).reshape{shape}'
    if kind < 0.78: return f'{ints}.reshape{shape}'
    if kind < 0.86: return f'({ints} > {pick([-1, 0, 2])}).reshape{shape}'
    if kind < 0.91: return f'linspace(-2, 2, {n}).reshape{shape}'
    if kind < 0.94: return f'({ints}.double() / 4).reshape{shape}'
    if kind < 0.96: return f'({ints} / 4).reshape{shape}.{pick(["bfloat16()", "half()", "to(bfloat16)"])}'
    return pick(['tensor([inf, -inf, nan, 0.0])', 'tensor([[1.5, -inf], [nan, 2.0]])', 'zeros(0, 4)', 'zeros(3, 0)',
                 'tensor(2.5)', 'tensor(3)', 'ones(3, 4)', 'eye(4)', 'eye(3, 4)', 'full((3, 4), 0.5)', 'arange(12)',
                 'arange(0, 3, 0.25)', 'tensor([True, False, True, True])', 'one_hot(tensor([0, 2, 1]), 4)'])

def scalar():
    return pick(['0', '1', '2', '-1', '3', '0.5', '-0.25', '1.5', '2.0', 'True', '1e-3', '7', '10', '-3'])

def dim(): return pick(['0', '1', '-1', '-1', '-2', '2', '-1'])

def index():
    one = lambda: pick(['0', '-1', '1', ':', ':2', '1:', '::2', '1:3', '-2:', ':-1', 'None', '...', '5', '2:2', 'None'])
    items = [one() for _ in range(pick([1, 1, 2, 2, 3]))]
    return '[' + ', '.join(items) + ']' if items.count('...') < 2 else '[0]'    # one ... at most, as in NumPy

UNARY2 = 'exp2 expm1 square erf sign ceil trunc floor atan isnan isinf isfinite logical_not softplus neg round reciprocal'.split()
BINARY2 = 'pow atan2 logical_and logical_or logical_xor maximum minimum'.split()
UNARY = 'exp tanh sigmoid relu sin cos abs elu gelu silu'.split()

def expr(depth):
    if depth <= 0: return data() if R.random() < 0.8 else scalar()
    e = lambda: expr(depth - 1 - (R.random() < 0.4))
    a = e()
    return pick(PRODUCTIONS)(a, e)

PRODUCTIONS = [
    *[lambda a, e: f'({a} {pick(["+", "-", "*", "/", "+", "*", "//", "%"])} {e()})'] * 7,
    *[lambda a, e: f'({a} {pick(["<", "<=", ">", ">=", "==", "!="])} {e()})'] * 2,
    lambda a, e: f'({a} {pick(["&", "|", "^"])} {e()})',
    lambda a, e: f'(~{a})', lambda a, e: f'(-{a})',
    lambda a, e: f'({a}) ** {pick(["2", "2", "0.5", "3", "-1", "0"])}',
    *[lambda a, e: f'({a} @ {e()})'] * 3,
    lambda a, e: f'({a} @ ({e()}).mT)', lambda a, e: f'({a}) @ ({a}).mT',
    *[lambda a, e: f'{pick(UNARY)}({a})'] * 4,
    lambda a, e: f'sqrt(abs({a}))', lambda a, e: f'log(abs({a}) + 1)', lambda a, e: f'rsqrt(abs({a}) + 0.5)',
    lambda a, e: f'{pick(["maximum", "minimum"])}({a}, {e()})',
    lambda a, e: f'where({a} > 0, {a}, {e()})', lambda a, e: f'clamp({a}, {pick(["-1", "0", "-0.5"])}, {pick(["1", "0.75"])})',
    *[lambda a, e: f'({a}).{pick(["sum", "mean", "prod", "any", "all"])}({pick(["", "dim=" + dim(), "dim=" + dim() + ", keepdim=True", "-1"])})'] * 5,
    lambda a, e: f'({a}).{pick(["var", "std"])}({pick(["", "dim=" + dim()])})',
    lambda a, e: f'{pick(["sum", "mean"])}({a}, dim={pick(["(0, 1)", "(0, -1)", "(-1, -2)"])})',
    lambda a, e: f'({a}).{pick(["max", "min"])}()', lambda a, e: f'({data(pick(SHAPES))} * 1).argmax({pick(["", "dim=" + dim()])})',     # not of bools; rounding must not decide
    lambda a, e: f'norm({a})', lambda a, e: f'cumsum({a}, dim={dim()})',
    *[lambda a, e: f'softmax({a}, dim={dim()})'] * 3, lambda a, e: f'log_softmax({a}, dim={dim()})',
    lambda a, e: f'layer_norm({a}, ({pick("434")},))',
    *[lambda a, e: f'({a}){index()}'] * 5,
    *[lambda a, e: f'({a}).{pick(["T", "mT", "mT", "shape", "ndim"])}'] * 2,
    lambda a, e: f'({a}).transpose({dim()}, {dim()})', lambda a, e: f'({a}).permute({pick(["1, 0", "2, 0, 1", "0, 2, 1", "-1, 0, 1"])})',
    lambda a, e: f'({a}).reshape({pick(["-1", "4, 3", "2, -1", "3, 4", "12", "3, -1, 2", "(6, 2)"])})',
    # Strides of fresh tensors: PyTorch's elementwise operations keep those of their input, ours are row-major.
    lambda a, e: f'({data(pick(SHAPES))}).{pick(["", "mT.", "T."])}view({pick(["-1", "4, 3", "2, -1", "12"])})',
    lambda a, e: f'({a}).expand({pick(["3, 4", "2, 3, 4", "-1, 4", "5, -1, -1", "4, 4"])})',
    lambda a, e: f'({a}).unsqueeze({dim()})', lambda a, e: f'({a}).squeeze({pick(["", "0", "-1", "1"])})',
    lambda a, e: f'({a}).flatten({pick(["", "1", "0, 1", "-2"])})', lambda a, e: f'({a}).contiguous()',
    lambda a, e: f'({data(pick(SHAPES))}).mT.{pick(["contiguous().is_contiguous()", "is_contiguous()", "stride()"])}',
    lambda a, e: f'cat([{a}, {e()}]{pick(["", ", dim=" + dim()])})', lambda a, e: f'cat([{a}, {a}], dim={dim()})',
    lambda a, e: f'stack([{a}, {a}]{pick(["", ", dim=" + dim()])})',
    lambda a, e: f'repeat_interleave({a}, {pick("23")}, dim={dim()})',
    lambda a, e: f'{pick(["tril", "triu"])}({a}{pick(["", ", 1", ", -1"])})',
    lambda a, e: f'split_heads({a}, {pick("2234")})', lambda a, e: f'merge_heads({a})', lambda a, e: f'merge_heads(split_heads({a}, 2))',
    lambda a, e: f'({a}).masked_fill({a} > {pick(["0", "0.5", "-1"])}, {pick(["-inf", "0", "-1e9", "2"])})',
    lambda a, e: f'softmax(({a}).masked_fill(~causal_mask({pick("344")}), -inf), dim=-1)',
    *[lambda a, e: f'scaled_dot_product_attention({data("(2, 3, 4)")}, {data("(2, 3, 4)")}, {data("(2, 3, 4)")}{pick(["", ", is_causal=True", ", scale=0.5", ", attn_mask=causal_mask(3)"])})'] * 2,
    lambda a, e: f'scaled_dot_product_attention({a}, {e()}, {e()})',
    lambda a, e: pick(['causal_mask(4)', 'causal_mask(2, 4)', 'prefix_mask(5, 2)', 'sliding_window_mask(6, 3)']),
    lambda a, e: f'linear({a}, {data("(3, 4)")})',
    *[lambda a, e: f'{pick(UNARY2)}({a})'] * 4, *[lambda a, e: f'{pick(BINARY2)}({a}, {e()})'] * 2,
    lambda a, e: f'{pick(["log1p", "log2", "log10"])}(abs({a}) + 0.5)', lambda a, e: f'elu({a}, {pick(["alpha=0.5", "2.0", "1.0"])})',
    lambda a, e: f'gelu({a}, approximate="{pick(["none", "tanh"])}")',
    lambda a, e: f'({a}).logsumexp({pick(["dim=" + dim(), dim() + ", keepdim=True", "(0, 1)"])})',
    lambda a, e: f'({a}).{pick(["amax", "amin"])}({pick(["dim=" + dim(), "(0, -1)", "dim=" + dim() + ", keepdim=True"])})',
    lambda a, e: f'({data(pick(SHAPES))} * 1).argmin({pick(["", "dim=" + dim()])})',
    lambda a, e: f'({a}).{pick(["max", "min"])}(dim={dim()}{pick(["", ", keepdim=True"])}).values',
    lambda a, e: f'({a}).{pick(["var", "std"])}({pick(["dim=" + dim() + ", correction=0", "unbiased=False", "dim=" + dim() + ", unbiased=False", "dim=-1, correction=0, keepdim=True", "-1, False", "dim=(0, 1), correction=1"])})',
    lambda a, e: f'norm({a}, {pick(["1", "3", "inf", "0", "-inf", "p=2"])}{pick([", dim=" + dim(), ", dim=" + dim() + ", keepdim=True", ""])})',
    lambda a, e: f'sort({a}, dim={dim()}{pick(["", ", descending=True"])}).values',
    lambda a, e: f'topk({a}, {pick("1234")}{pick(["", ", dim=" + dim(), ", largest=False", ", dim=0, largest=True"])}).values',
    lambda a, e: f'{pick(["zeros_like", "ones_like"])}({a}{pick(["", ", dtype=float64", ", dtype=int64"])})',
    lambda a, e: f'outer(({a}).flatten(), ({e()}).flatten())', lambda a, e: f'outer({data("(3,)")}, {data("(4,)")})',
    lambda a, e: f'dot({data("(12,)")}, ({a}).flatten())', lambda a, e: f'dot({a}, {e()})',
    lambda a, e: f'gather({a}, {dim()}, {pick(["tensor([[0, 2], [1, 1]])", "tensor([[0], [1], [2]])", "tensor([2, 0])", "tensor([[[0, 1]]])", "tensor([[0, -1]])"])})',
    lambda a, e: f'index_select({a}, {dim()}, tensor({pick(["[0, 2]", "[1]", "[2, 1, 0, 0]", "[0]", "1"])}))',
    lambda a, e: f'({a})[tensor({pick(["[0, 2]", "[[0, 1], [1, 0]]", "[-1, 0]", "1"])})]', lambda a, e: f'({a})[{a} > 0]',
    lambda a, e: f'({a}).flip({pick(["0", "-1", "0, 1", "(0, -1)"])})', lambda a, e: f'({a}).roll({pick(["1", "-1", "5"])}, {dim()})',
    lambda a, e: f'({a}).{pick(["tile", "repeat"])}({pick(["2", "2, 1", "(2, 3)", "1, 2, 2", "2, 2"])})',
    lambda a, e: f'broadcast_to({a}, {pick(["(3, 4)", "(2, 3, 4)", "(4, 4)", "(2, 4, 3)"])})',
    lambda a, e: f'movedim({a}, {pick(["0, -1", "1, 0", "(0, 1), (1, 0)", "-1, 0", "(0, 1), (-1, -2)", "0, 2"])})',
    lambda a, e: f'({a}).swapaxes({dim()}, {dim()})',
    lambda a, e: f'({a}).chunk({pick("1235")}, dim={dim()})[{pick(["0", "-1", "1"])}]',
    lambda a, e: f'({a}).split({pick(["1", "2", "3", "[1, 3]", "[1, 2]", "(2, 1)", "5"])}, dim={dim()})[{pick(["0", "-1", "1"])}]',
    lambda a, e: f'meshgrid([({a}).flatten(), arange(3)], indexing="{pick(["ij", "xy"])}")[{pick("01")}]',
    lambda a, e: f'diag({a}{pick(["", ", 1", ", -1", ", 2"])})', lambda a, e: f'diag(({a}).flatten()[:3]{pick(["", ", 1", ", -2"])})',
    lambda a, e: f'diagonal({a}{pick(["", ", 1", ", -1", ", 0, -2, -1", ", offset=1, dim1=1, dim2=0"])})',
    lambda a, e: f'repeat_kv({a}, {pick("123")})', lambda a, e: f'block_mask([0, 0, 1, 2], [0, 1, 1])', lambda a, e: 'padding_mask([2, 4, 0], 5)',
    lambda a, e: f'alibi({pick("12345678")}, {pick("123")})', lambda a, e: f'sinusoidal({pick("345")}, {pick("2468")})',
    *[lambda a, e: f'rope({a}{pick(["", ", arange(3)", ", base=100.0", ", tensor([[0, 1], [1, 0], [2, 2]])"])})'] * 2,
    lambda a, e: f'rope({data("(3, 12)")}, tensor([[0, 1, 2], [1, 0, 3], [2, 2, 1]]))',
    *[lambda a, e: f'linear_attention(elu({data("(2, 3, 4)")} * 1.0) + 1, elu({data(pick(["(2, 3, 4)", "(3, 4)"]))} * 1.0) + 1, {data("(2, 3, 4)")} * 1.0{pick(["", ", is_causal=True"])})'] * 2,
    lambda a, e: f'positive_features({a}, {data("(3, 4)")} * 1.0)', lambda a, e: f'entropy(softmax({a}, dim=-1){pick(["", ", dim=0"])})',
    *[lambda a, e: f'{pick(["1 + svdvals", "rank", "effective_rank"])}({a})'] * 2, lambda a, e: f'rank({a}, {pick(["atol=1.0", "rtol=0.1", "atol=0.5, rtol=0.2"])})',
    lambda a, e: f'layer_norm({a}, (4,), {data("(4,)")}{pick(["", ", " + data("(4,)")])})', lambda a, e: f'linear({a}, {data("(3, 4)")}, {data("(3,)")})',
    lambda a, e: f'scaled_dot_product_attention({data("(2, 3, 4)")}, {data("(2, 5, 4)")}, {data("(2, 5, 3)")}{pick(["", ", attn_mask=causal_mask(3, 5)", ", attn_mask=(arange(5) / 4)", ", is_causal=True"])})',
    lambda a, e: f'({a}).{pick(["long()", "bfloat16()", "half()", "double()", "bool()", "to(float64)"])} {pick(["+", "*", "/", "<"])} {e()}',
    lambda a, e: f'allclose({a}, {e()})', lambda a, e: f'equal({a}, {a})',
    lambda a, e: f'({a}).{pick(["float", "double", "long", "bool", "numel", "half", "bfloat16"])}()',
    lambda a, e: f'({a}) if {pick(["1 < 2", "0", "3 % 2 == 0", "not True"])} else ({e()})',
    lambda a, e: f'{pick(["2 + 3 * 4", "7 // 2", "-7 // 2", "-7 % 3", "2 ** 10", "2 ** -1", "1 / 4", "not 1 > 2", "1 < 2 and 3", "0 or 5", "-2 ** 2", "2 ** 3 ** 2", "7.5 // 2", "-7.5 % 2", "True + 1", "(1, 2) == (1, 2)", "5 & 3", "5 ^ 1", "~5", "len([1, 2])", "int(3.7)", "1_000 * 2", "abs(-3)", "abs(True)", "10 % 4 - 3", "2 ** 0.5", "-7.0 // 2", "1e3 // 7", "not 0", "3 > 2 > 1", "1 == 1.0", "round(2.5)", "(1, 2) + (3,)", "[1, 2][-1]", "len((1, 2, 3)) * 2", "1 if 0.0 else 2", "True & False", "~True", "6 | 9", "0.1 + 0.2", "1 // 0", "5 % 0", "2 ** 62 + (2 ** 62 - 1)"])}',
]


# Where the language differs on purpose, or where PyTorch merely has no kernel for a type:
DELIBERATE = [
    'NameError', 'AttributeError', 'not implemented',
    'must be Tensor, not',            # functions take Python scalars too: sin(1.0), maximum(x, 0)
    'did not match',                  # allclose compares numbers, whatever their types: allclose(A.sum(-1), 1)
]

def evaluate(code, default, statements=()):
    torch.set_default_dtype(default)
    scope = dict(SCOPE)
    with warnings.catch_warnings(record=True) as said:
        try:
            for name, value in statements: scope[name] = eval(value, {}, scope)
            value = eval(code, {}, scope)
        finally: torch.set_default_dtype(torch.float32)
    if any('deprecated' in str(w.message) for w in said): raise AttributeError    # .T beyond matrices
    return value

def number(x):
    return repr(x) if not isinstance(x, float) or math.isfinite(x) else {math.inf: 'inf', -math.inf: '-inf'}.get(x, 'nan')

def describe(code, statements=()):
    """The case's lines behind the expression, or None when it proves nothing."""
    try: v = evaluate(code, torch.float32, statements)
    except (OverflowError, MemoryError): return None
    except Exception as e: return None if any(t in f'{type(e).__name__} {e}' for t in DELIBERATE) else ['! error']
    if isinstance(v, torch.Size): v = tuple(v)
    if isinstance(v, bool): return [f'= bool {v}']
    if isinstance(v, int): return [f'= int {v}'] if abs(v) < 2 ** 63 else None
    if isinstance(v, float): return [f'= float {number(v)}']
    if isinstance(v, tuple) and any(torch.is_tensor(x) for x in v): return None
    if isinstance(v, tuple): return [f'= tuple {v}']
    if not torch.is_tensor(v) or v.numel() > 60: return None
    kind = str(v.dtype).removeprefix('torch.')
    if kind not in ('float32', 'float64', 'float16', 'bfloat16', 'int64', 'bool'): return None
    tolerance = 0.0
    if not v.dtype.is_floating_point:     # rounding must not decide
        try: same = torch.equal(v, evaluate(code, torch.float64, statements))
        except Exception: return None
        if not same: return None
    if v.dtype.is_floating_point and v.numel():
        try: exact = evaluate(code, torch.float64, statements).double()
        except Exception: return None
        got, finite = v.double(), torch.isfinite(v)
        if exact.shape != got.shape or (torch.isfinite(exact) != finite).any(): return None
        if finite.any():
            largest = got[finite].abs().max().item()
            off = (got[finite] - exact[finite]).abs().max().item()
            eps = torch.finfo(v.dtype).eps
            if 0 < largest < 1e-6: return None                       # what rounding left of 0
            if off > 1e3 * eps * max(largest, 1e-3): return None     # ill-conditioned: proves nothing
            program = code + ' '.join(x for _, x in statements)
            if 'half' in program or 'bfloat16' in program:      # also inside: their last place counts
                eps = max(eps, 2 ** -8 if 'bfloat16' in program else 2 ** -10)
            least = 0.1 if re.search('dot|@|matmul|einsum|sum|mean', program) else 0.01   # terms may cancel
            tolerance = (32 if 'prod' in program else 4) * eps * max(largest, least) + 4 * off
    values = ' '.join(number(x) for x in v.double().flatten().tolist()) if v.dtype.is_floating_point \
        else ' '.join(str(x) for x in v.flatten().tolist())
    return [f'= {kind} {tuple(v.shape)} ~ {tolerance:.1e}', values]

def main():
    p = argparse.ArgumentParser(); p.add_argument('--seed', type=int, default=1); p.add_argument('--count', type=int, default=3000)
    a = p.parse_args(); R.seed(a.seed)
    print(f'# Written by tests/lang/oracle.py --seed {a.seed} --count {a.count} with PyTorch {torch.__version__}')
    seen, errors = set(), 0
    while len(seen) < a.count:
        NAMES.clear()
        statements = []
        for _ in range(R.choice([0, 0, 0, 1, 2, 3])):
            statements.append((pick(['q', 'k', 'w', 'scores']) + str(len(statements)), expr(pick([0, 1, 1, 2]))))
            NAMES.append(statements[-1][0])
        code = expr(pick([1, 2, 2, 3]))
        if code in seen or len(code) > 400 or any(len(v) > 300 for _, v in statements): continue
        lines = describe(code, statements)
        if not lines: continue
        if lines[0].startswith('!'):
            if errors > len(seen) * 0.2: continue
            errors += 1
        seen.add(code)
        # every case has its program, if only an empty one, so that none is left from the case before
        print('', *['. %s = %s' % x for x in statements or [('nothing', '0')]], '? ' + code, *lines, sep='\n')

main()
