#!/usr/bin/python3
"""Write random expressions of the lab language and what PyTorch says of them.

    /usr/bin/python3 tests/lang/oracle.py [--seed 1] [--count 3000] > tests/lang/random.case

Expressions are a strict subset of Python's, so each one is simply evaluated here
with PyTorch's names in scope. A case is

    ? EXPRESSION
    = float32 (2, 3) ~ 4e-07
    0.1 0.2 ...

(dtype, shape, absolute tolerance, the elements in order) or `= int 5`, `= bool True`,
`= tuple (2, 3)`, or `! error` when PyTorch refuses. The tolerance covers
another order of summation: four units in the last place of the largest element, plus
four times what PyTorch's own float32 result is away from its float64 one.
"""
import argparse, math, random, warnings
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

def sqrt(x):
    return torch.sqrt(x) if torch.is_tensor(x) else math.sqrt(x)

SCOPE = {n: getattr(torch, n) for n in '''zeros ones full eye arange linspace tensor tril triu exp log rsqrt tanh
    sigmoid relu sin cos maximum minimum where clamp round floor sum mean var std max min argmax norm cumsum
    any all allclose equal prod reshape permute transpose cat stack repeat_interleave unsqueeze squeeze flatten
    softmax log_softmax float32 float64 int64 matmul'''.split()}
SCOPE.update({n: getattr(F, n) for n in 'elu gelu silu one_hot layer_norm linear'.split()})
SCOPE.update(split_heads=split_heads, merge_heads=merge_heads, causal_mask=causal_mask, prefix_mask=prefix_mask,
             sliding_window_mask=sliding_window_mask, rms_norm=rms_norm,
             scaled_dot_product_attention=scaled_dot_product_attention, sqrt=sqrt, inf=math.inf, nan=math.nan, len=len, int=int,
             float=float, bool=torch.bool)

R = random.Random()
pick = R.choice

SHAPES = ['(3, 4)', '(4, 3)', '(2, 3, 4)', '(4,)', '(3, 1)', '(1, 4)', '(3, 4)', '(2, 1, 4)', '(2, 2, 3, 4)', '(12,)', '(3, 3)', '(1,)', '(4, 4)']


def data(shape=None):
    """A tensor whose elements are small multiples of 1/8: sums of them are exact in any order."""
    shape = shape or pick(SHAPES)
    n = eval('math.prod(' + shape + ')')
    a, b, c = pick([3, 5, 7, 11]), pick([7, 11, 13, 17]), R.randrange(9)
    ints = f'((arange({n}) * {a} + {c}) % {b} - {b // 2})'
    kind = R.random()
    if kind < 0.62: return f'({ints} / {pick([2, 4, 8])}).reshape{shape}'
    if kind < 0.78: return f'{ints}.reshape{shape}'
    if kind < 0.86: return f'({ints} > {pick([-1, 0, 2])}).reshape{shape}'
    if kind < 0.91: return f'linspace(-2, 2, {n}).reshape{shape}'
    if kind < 0.95: return f'({ints}.double() / 4).reshape{shape}'
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
    lambda a, e: f'({a}).{pick(["max", "min"])}()', lambda a, e: f'({a} * 1).argmax(dim={dim()})', lambda a, e: f'({a} + 0).argmax()',     # not of bools
    lambda a, e: f'norm({a})', lambda a, e: f'cumsum({a}, dim={dim()})',
    *[lambda a, e: f'softmax({a}, dim={dim()})'] * 3, lambda a, e: f'log_softmax({a}, dim={dim()})',
    lambda a, e: f'layer_norm({a}, ({pick("434")},))',
    *[lambda a, e: f'({a}){index()}'] * 5,
    *[lambda a, e: f'({a}).{pick(["T", "mT", "mT", "shape", "ndim"])}'] * 2,
    lambda a, e: f'({a}).transpose({dim()}, {dim()})', lambda a, e: f'({a}).permute({pick(["1, 0", "2, 0, 1", "0, 2, 1", "-1, 0, 1"])})',
    lambda a, e: f'({a}).reshape({pick(["-1", "4, 3", "2, -1", "3, 4", "12", "3, -1, 2", "(6, 2)"])})',
    lambda a, e: f'({a}).{pick(["", "mT.", "T."])}view({pick(["-1", "4, 3", "2, -1", "12"])})',
    lambda a, e: f'({a}).expand({pick(["3, 4", "2, 3, 4", "-1, 4", "5, -1, -1", "4, 4"])})',
    lambda a, e: f'({a}).unsqueeze({dim()})', lambda a, e: f'({a}).squeeze({pick(["", "0", "-1", "1"])})',
    lambda a, e: f'({a}).flatten({pick(["", "1", "0, 1", "-2"])})', lambda a, e: f'({a}).contiguous()',
    lambda a, e: f'({a}).mT.{pick(["contiguous().is_contiguous()", "is_contiguous()", "stride()"])}',
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
    lambda a, e: f'allclose({a}, {e()})', lambda a, e: f'equal({a}, {a})',
    lambda a, e: f'({a}).{pick(["float", "double", "long", "bool", "numel", "half", "bfloat16"])}()',
    lambda a, e: f'({a}) if {pick(["1 < 2", "0", "3 % 2 == 0", "not True"])} else ({e()})',
    lambda a, e: f'{pick(["2 + 3 * 4", "7 // 2", "-7 // 2", "-7 % 3", "2 ** 10", "2 ** -1", "1 / 4", "not 1 > 2", "1 < 2 and 3", "0 or 5", "-2 ** 2", "2 ** 3 ** 2", "7.5 // 2", "-7.5 % 2", "True + 1", "(1, 2) == (1, 2)", "5 & 3", "5 ^ 1", "~5", "len([1, 2])", "int(3.7)", "1_000 * 2", "abs(-3)"])}',
]


# Where the language differs on purpose, or where PyTorch merely has no kernel for a type:
DELIBERATE = [
    'NameError', 'AttributeError', 'not implemented',
    'must be Tensor, not',            # functions take Python scalars too: sin(1.0), maximum(x, 0)
    'did not match',                  # allclose compares numbers, whatever their types: allclose(A.sum(-1), 1)
]

def evaluate(code, default):
    torch.set_default_dtype(default)
    with warnings.catch_warnings(record=True) as said:
        try: value = eval(code, {}, SCOPE)
        finally: torch.set_default_dtype(torch.float32)
    if any('deprecated' in str(w.message) for w in said): raise AttributeError    # .T beyond matrices
    return value

def number(x):
    return repr(x) if not isinstance(x, float) or math.isfinite(x) else {math.inf: 'inf', -math.inf: '-inf'}.get(x, 'nan')

def describe(code):
    """The case's lines behind the expression, or None when it proves nothing."""
    try: v = evaluate(code, torch.float32)
    except (OverflowError, MemoryError): return None
    except Exception as e: return None if any(t in f'{type(e).__name__} {e}' for t in DELIBERATE) else ['! error']
    if isinstance(v, torch.Size): v = tuple(v)
    if isinstance(v, bool): return [f'= bool {v}']
    if isinstance(v, int): return [f'= int {v}'] if abs(v) < 2 ** 63 else None
    if isinstance(v, float): return [f'= float {number(v)}']
    if isinstance(v, tuple): return [f'= tuple {v}']
    if not torch.is_tensor(v) or v.numel() > 60: return None
    kind = str(v.dtype).removeprefix('torch.')
    if kind not in ('float32', 'float64', 'float16', 'bfloat16', 'int64', 'bool'): return None
    tolerance = 0.0
    if v.dtype.is_floating_point and v.numel():
        try: exact = evaluate(code, torch.float64).double()
        except Exception: return None
        got, finite = v.double(), torch.isfinite(v)
        if exact.shape != got.shape or (torch.isfinite(exact) != finite).any(): return None
        if finite.any():
            largest = got[finite].abs().max().item()
            off = (got[finite] - exact[finite]).abs().max().item()
            eps = torch.finfo(v.dtype).eps
            if off > 1e3 * eps * max(largest, 1e-3): return None     # ill-conditioned: proves nothing
            tolerance = 4 * eps * largest + 4 * off
    values = ' '.join(number(x) for x in v.double().flatten().tolist()) if v.dtype.is_floating_point \
        else ' '.join(str(x) for x in v.flatten().tolist())
    return [f'= {kind} {tuple(v.shape)} ~ {tolerance:.1e}', values]

def main():
    p = argparse.ArgumentParser(); p.add_argument('--seed', type=int, default=1); p.add_argument('--count', type=int, default=3000)
    a = p.parse_args(); R.seed(a.seed)
    print(f'# Written by tests/lang/oracle.py --seed {a.seed} --count {a.count} with PyTorch {torch.__version__}')
    seen, errors = set(), 0
    while len(seen) < a.count:
        code = expr(pick([1, 2, 2, 3]))
        if code in seen or len(code) > 400: continue
        lines = describe(code)
        if not lines: continue
        if lines[0].startswith('!'):
            if errors > len(seen) * 0.2: continue
            errors += 1
        seen.add(code)
        print('\n? ' + code, *lines, sep='\n')

main()
