#!/usr/bin/python3
"""Write calls of every function in every spelling, and what PyTorch says of them.

    /usr/bin/python3 tests/lang/signatures.py [--seed 1] [--count 2000] > tests/lang/signatures.case

Where oracle.py nests random expressions of a few shapes, this starts from PyTorch's documented
signatures, one call at a time: as a function and as a method, arguments by position and by keyword,
every dtype, 0-dim, empty and size-1 shapes, arguments that are out of range or of the wrong kind,
and what one can ask of views: strides, contiguity. The cases' form is oracle.py's.
"""
import argparse, math, random, re, warnings
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_warn_always(True)
R = random.Random()
pick = R.choice

# ---- Values ----

SHAPES = [(3,), (4,), (2, 3), (3, 2), (2, 3, 4), (3, 3), (1, 3), (3, 1), (1,), (), (0,), (0, 3), (2, 0), (2, 1, 3), (1, 1), (4, 4), (2, 2, 2)]
NUMBERS = ['0', '1', '2', '-1', '3', '-2', '0.5', '-0.5', '2.0', '-1.5', 'True', 'False', 'inf', 'nan', '7', '1e10']
INTS = ['0', '1', '-1', '2', '-2', '3', '-3', '5', 'True']
WRONG = ['None', '"a"', '0.5', '[1]', '(0, 1)', 'float32', 'tensor(1)', 'tensor(0.5)', 'tensor([0, 1])', '[[0]]']

def elements(kind, n):
    if kind == 'bool': return [pick(['True', 'False']) for _ in range(n)]
    if kind == 'int64': return [str(R.randrange(-6, 7)) for _ in range(n)]
    special = R.random() < 0.15
    return [pick(['inf', '-inf', 'nan', '-0.0', '0.0', '1e30', '-1e-30']) if special and R.random() < 0.5
            else repr(R.randrange(-24, 25) / 8) for _ in range(n)]

def nested(items, shape):
    if not shape: return items.pop(0)
    return '[' + ', '.join(nested(items, shape[1:]) for _ in range(shape[0])) + ']'

KINDS = ['float32'] * 6 + ['int64'] * 3 + ['bool'] * 2 + ['float64', 'float16', 'bfloat16']

def tensor(shape=None, kind=None):
    shape = pick(SHAPES) if shape is None else shape
    kind = kind or pick(KINDS)
    n = math.prod(shape)
    if n == 0 or n > 30:
        return f'{pick(["zeros", "ones"])}({", ".join(map(str, shape))}, dtype={kind})' if n == 0 else \
            f'(arange({n}) % 7 - 3).reshape{shape}.to({kind})'
    code = f'tensor({nested(elements(kind, n), shape)}'
    return code + (f', dtype={kind})' if kind not in ('int64', 'bool', 'float32') else ')')

def like(shape):
    """A shape that broadcasts with this one, or nearly."""
    s = [n if R.random() < 0.6 else 1 for n in shape]
    if s and R.random() < 0.4: s = s[R.randrange(len(s)):]
    if R.random() < 0.2: s = [2] + s
    if R.random() < 0.1 and s: s[-1] += 1
    return tuple(s[:4])

# A kind of argument makes its code, given the shape of the first tensor.
def wrong(f, p=0.04): return lambda s: pick(WRONG) if R.random() < p else f(s)
dim = wrong(lambda s: str(R.randrange(-len(s) - 1, len(s) + 1)) if R.random() < 0.25 or not s else str(R.randrange(-len(s), len(s))))
dims = wrong(lambda s: dim(s) if R.random() < 0.5 else '(' + ''.join(dim(s) + ', ' for _ in range(R.randrange(0, 3))) + ')')
dims1 = wrong(lambda s: dim(s) if R.random() < 0.5 else '(' + ''.join(dim(s) + ', ' for _ in range(R.randrange(1, 3))) + ')')
flag = wrong(lambda s: pick(['True', 'False']))
number = wrong(lambda s: pick(NUMBERS))
integer = wrong(lambda s: pick(INTS))
small = wrong(lambda s: pick(['0', '1', '2', '3', '4']))
other = wrong(lambda s: tensor(like(s)) if R.random() < 0.65 else pick(NUMBERS), 0.02)
same = wrong(lambda s: tensor(like(s)), 0.02)
mask = wrong(lambda s: tensor(like(s), 'bool'), 0.03)
dtype = wrong(lambda s: pick(['float32', 'float64', 'float16', 'bfloat16', 'int64', 'bool']), 0.02)
vector = lambda s: tensor((s[-1] if s else 1,), pick(['float32', 'float32', 'float32', 'float64']))
def sizes(s):
    n, out = math.prod(s), []
    for _ in range(R.randrange(0, 4)):
        out.append(R.choice([d for d in (1, 2, 3, 4, 6, 12, 0) if d == 0 or n % d == 0] or [1]))
        n = n // out[-1] if out[-1] else n
    if R.random() < 0.7: out.append(n)
    R.shuffle(out)
    if out and R.random() < 0.4: out[R.randrange(len(out))] = -1
    return out
def sizes_arg(s):
    out = list(map(str, sizes(s)))
    return ', '.join(out) if out and R.random() < 0.6 else pick(['(%s)', '[%s]']) % (''.join(x + ', ' for x in out))
def expanded(s):
    out = [n if n != 1 or R.random() < 0.3 else pick([3, 1, 0]) for n in s]
    out = [pick([n, n, -1, n]) for n in out]
    if R.random() < 0.5: out = [pick([1, 2, 3, -1, 0])] + out
    if R.random() < 0.1: out = out[1:]
    return '(' + ''.join(f'{n}, ' for n in out) + ')'
def permutation(s):
    p = list(range(len(s))); R.shuffle(p)
    if R.random() < 0.15 and p: p[0] = pick([-1, 0, 5])
    p = [d - len(s) if R.random() < 0.2 else d for d in p]
    return '(' + ''.join(f'{d}, ' for d in p) + ')'
def rest(f):
    def make(s):
        code = f(s)
        return code[1:-1].strip().rstrip(',') if code.startswith('(') and len(code) > 3 and R.random() < 0.5 else code
    return make
def tensors(s):
    many = [tensor(s if R.random() < 0.7 else like(s), pick(['float32', 'float32', 'int64', 'bool', 'float64'])) for _ in range(R.randrange(1, 4))]
    return pick(['[%s]', '(%s,)']) % ', '.join(many)
positions = wrong(lambda s: pick(['tensor([0, 1])', 'tensor([1])', 'tensor([2, 0, 0])', 'tensor(0)', 'tensor([5])', 'tensor([-1])', 'tensor([[0]])', 'tensor([0.0])']))
def gather_index(s):
    size = [pick([1, 2, n, n]) if n else 0 for n in s]
    n = math.prod(size)
    return f'tensor({nested([str(R.randrange(0, 2)) for _ in range(n)], tuple(size))})' if n else 'tensor(0)'
p_norm = wrong(lambda s: pick(['1', '2', '3', 'inf', '-inf', '0', '0.5', '-1', '2.0']))
decimals = wrong(lambda s: pick(['0', '1', '2', '-1']))
shape_tuple = wrong(lambda s: '(' + ''.join(f'{n}, ' for n in s[R.randrange(0, len(s)) if s else 0:]) + ')')
new_shape = wrong(lambda s: '(' + ''.join(f'{n}, ' for n in pick(SHAPES)) + ')')

FUNCTION, METHOD = 1, 2
class Op:
    """name(first, ...): `required` and `optional` are (keyword, maker); no first: first=None."""
    def __init__(self, name, *required, form=FUNCTION | METHOD, optional=(), where=torch, first='input', kinds=None, shapes=None, only=()):
        self.__dict__.update(locals()); del self.__dict__['self']

UNARY = '''exp exp2 expm1 log log1p log2 log10 sqrt rsqrt reciprocal square tanh sigmoid relu sin cos tan atan erf abs neg sign
    floor ceil trunc isnan isinf isfinite logical_not'''.split()
REDUCE = [('dim', dims), ('keepdim', flag)]
OPS = [
    *[Op(n) for n in UNARY],
    *[Op(n, where=F, form=FUNCTION) for n in ('silu', 'softplus', 'gelu')],
    Op('gelu', where=F, form=FUNCTION, optional=[('approximate', lambda s: pick(['"none"', '"tanh"', '"fast"']))], only=('approximate',)),
    Op('elu', where=F, form=FUNCTION, optional=[('alpha', number)]),
    Op('round', optional=[('decimals', decimals)], only=('decimals',)),
    *[Op(n, ('other', other)) for n in 'maximum minimum atan2 logical_and logical_or logical_xor'.split()],
    Op('pow', ('exponent', other)),
    Op('clamp', optional=[('min', other), ('max', other)]), Op('clamp', ('min', number), ('max', number)),
    Op('masked_fill', ('mask', mask), ('value', number)),
    Op('where', ('input', other), ('other', other), first='condition', kinds=['bool'], form=FUNCTION),
    *[Op(n, optional=REDUCE) for n in ('sum', 'mean')],
    *[Op(n, optional=[('dim', dim), ('keepdim', flag)]) for n in ('prod', 'any', 'all', 'argmax', 'argmin')],
    *[Op(n, ('dim', dims), optional=[('keepdim', flag)]) for n in ('amax', 'amin', 'logsumexp')],
    *[Op(n, optional=[('dim', dims), ('correction', small), ('keepdim', flag)], only=('correction', 'keepdim')) for n in ('var', 'std')],
    *[Op(n, ('dim', dims), ('unbiased', flag), optional=[('keepdim', flag)]) for n in ('var', 'std')],
    *[Op(n, ('unbiased', flag)) for n in ('var', 'std')],
    Op('norm', optional=[('p', p_norm), ('dim', dims1), ('keepdim', flag)]),
    *[Op(n, ('dim', dim)) for n in ('cumsum', 'softmax', 'log_softmax')],
    *[Op(n, ('dim', dim), optional=[('dtype', dtype)]) for n in ('cumsum', 'softmax', 'log_softmax')],
    *[Op(n, optional=[('dtype', dtype)], only=('dtype',)) for n in ('sum', 'mean', 'prod')],
    *[Op(n) for n in ('max', 'min')], *[Op(n, ('other', same)) for n in ('max', 'min')],
    *[Op(n, ('dim', dim), optional=[('keepdim', flag)]) for n in ('max', 'min')],
    Op('allclose', ('other', same), optional=[('rtol', number), ('atol', number), ('equal_nan', flag)]), Op('equal', ('other', same)),
    Op('tril', optional=[('diagonal', integer)]), Op('triu', optional=[('diagonal', integer)]), Op('diag', optional=[('diagonal', integer)]),
    Op('diagonal', optional=[('offset', integer), ('dim1', dim), ('dim2', dim)]),
    Op('reshape', ('shape', sizes_arg)), Op('view', ('', sizes_arg), form=METHOD), Op('permute', ('dims', rest(permutation))),
    Op('permute', ('dims', permutation)),
    Op('transpose', ('dim0', dim), ('dim1', dim)), Op('swapaxes', ('axis0', dim), ('axis1', dim)),
    Op('expand', ('', rest(expanded)), form=METHOD), Op('broadcast_to', ('size', expanded)), Op('contiguous', form=METHOD),
    Op('cat', optional=[('dim', dim)], first='tensors', form=FUNCTION), Op('stack', optional=[('dim', dim)], first='tensors', form=FUNCTION),
    Op('repeat_interleave', ('repeats', small), optional=[('dim', dim)]),
    Op('repeat', ('', rest(new_shape)), form=METHOD), Op('tile', ('dims', new_shape)),
    Op('unsqueeze', ('dim', dim)), Op('squeeze', optional=[('dim', dim)]),
    Op('flatten', optional=[('start_dim', dim), ('end_dim', dim)]),
    Op('gather', ('dim', dim), ('index', gather_index)), Op('index_select', ('dim', dim), ('index', positions)),
    Op('flip', ('dims', dims1)), Op('roll', ('shifts', integer), ('dims', dim)), Op('roll', ('shifts', integer)),
    Op('roll', ('shifts', lambda s: '(1, -1)'), ('dims', lambda s: '(0, -1)')),
    Op('movedim', ('source', dim), ('destination', dim)), Op('chunk', ('chunks', small), optional=[('dim', dim)]),
    Op('split', ('split_size', wrong(lambda s: pick(['1', '2', '[1, 2]', '[2, 1]', '(1, 1, 1)', '0', '5', '[]']))), optional=[('dim', dim)]),
    Op('argsort', optional=[('dim', dim), ('descending', flag)], kinds=['distinct']), Op('sort', optional=[('dim', dim), ('descending', flag)], kinds=['distinct']),
    Op('sort', optional=[('stable', lambda s: 'True'), ('dim', dim), ('descending', flag)], only=('stable', 'dim', 'descending'), kinds=['float32', 'int64', 'bool']),
    Op('topk', ('k', small), optional=[('dim', dim), ('largest', flag), ('sorted', lambda s: 'True')], kinds=['distinct']),
    Op('stride', form=METHOD, optional=[('dim', dim)]), Op('size', form=METHOD, optional=[('dim', dim)]),
    *[Op(n, form=METHOD) for n in 'is_contiguous dim numel item tolist float double int long bool half bfloat16'.split()],
    Op('to', ('', dtype), form=METHOD), Op('to', ('dtype', dtype), form=METHOD),
    Op('outer', ('vec2', same)), Op('dot', ('tensor', same)), Op('matmul', ('other', lambda s: tensor(pick([s[::-1], s, s[-1:], (s[-1] if s else 1, 2)])))),
    Op('matmul', ('other', lambda s: tensor(pick([s[:-2] + (s[-1], 3) if len(s) > 1 else s, s[-1:], (s[-1] if s else 1, 2)]), 'float32')), kinds=['float32']),
    Op('linear', ('weight', lambda s: tensor((2, s[-1] if s else 1), 'float32')), optional=[('bias', lambda s: tensor((2,), 'float32'))], where=F, form=FUNCTION, kinds=['float32']),
    Op('layer_norm', ('normalized_shape', shape_tuple), optional=[('weight', vector), ('bias', vector), ('eps', lambda s: pick(['1e-5', '0.1', '1']))], where=F, form=FUNCTION, kinds=['float32', 'float64', 'int64']),
    Op('one_hot', optional=[('num_classes', wrong(lambda s: pick(['-1', '4', '3', '2', '0'])))], where=F, form=FUNCTION, kinds=['classes', 'classes', 'int64'], first='tensor'),
    Op('zeros', ('size', new_shape), optional=[('dtype', dtype)], first=None, form=FUNCTION), Op('ones', ('size', new_shape), optional=[('dtype', dtype)], first=None, form=FUNCTION),
    Op('full', ('size', new_shape), ('fill_value', number), optional=[('dtype', dtype)], first=None, form=FUNCTION),
    Op('eye', ('n', small), optional=[('m', small), ('dtype', dtype)], first=None, form=FUNCTION, only=('m', 'dtype')),
    Op('linspace', ('start', number), ('end', number), ('steps', small), optional=[('dtype', dtype)], first=None, form=FUNCTION, only=('dtype',)),
    *[Op(n, optional=[('dtype', dtype)], form=FUNCTION, only=('dtype',)) for n in ('zeros_like', 'ones_like')],
    Op('full_like', ('fill_value', number), optional=[('dtype', dtype)], form=FUNCTION, only=('dtype',)),
    Op('meshgrid', optional=[('indexing', lambda s: pick(['"ij"', '"xy"', '"no"']))], first='tensors', form=FUNCTION, only=('indexing',), shapes=[(3,), (2,), (), (1,)]),
    Op('scaled_dot_product_attention', ('key', lambda s: tensor(s, 'float32')), ('value', lambda s: tensor(s, 'float32')), first='query', form=FUNCTION, kinds=['float32'], where=None,
       optional=[('attn_mask', lambda s: tensor((s[-2], s[-2]), pick(['bool', 'float32']))), ('is_causal', lambda s: pick(['True', 'False'])), ('scale', lambda s: pick(['1.0', '0.5', 'None']))], shapes=[(2, 3), (2, 2, 3), (1, 4)], only=('is_causal', 'scale', 'attn_mask')),
    # What else PyTorch has a function or method for
    *[Op(n) for n in 'absolute negative arctan'.split()],
    *[Op(n, ('other', other)) for n in '''add sub mul div remainder floor_divide true_divide eq ne lt le gt ge multiply subtract divide greater less
        bitwise_and bitwise_or bitwise_xor'''.split()], Op('bitwise_not'),
    Op('clip', optional=[('min', number), ('max', number)]), Op('clamp_min', ('min', number)), Op('clamp_max', ('max', number)),
    Op('mm', ('mat2', lambda s: tensor(s[::-1], 'float32')), kinds=['float32']), Op('mv', ('vec', lambda s: tensor(s[-1:], 'float32')), kinds=['float32']),
    Op('bmm', ('mat2', lambda s: tensor(s[:-2] + s[:-3:-1], 'float32')), kinds=['float32'], shapes=[(2, 3, 4), (2, 3), (2, 1, 3), (2, 2, 2)]),
    Op('t'), Op('select', ('dim', dim), ('index', integer)), Op('narrow', ('dim', dim), ('start', integer), ('length', small)),
    Op('unbind', optional=[('dim', dim)]), Op('ravel'), Op('moveaxis', ('source', dim), ('destination', dim)), Op('swapdims', ('dim0', dim), ('dim1', dim)),
    *[Op(n, first='tensors', form=FUNCTION) for n in ('hstack', 'vstack')], Op('concat', optional=[('dim', dim)], first='tensors', form=FUNCTION),
    Op('view_as', ('other', lambda s: tensor(s[::-1])), form=METHOD), Op('expand_as', ('other', lambda s: tensor((2,) + s)), form=METHOD),
    Op('reshape_as', ('other', lambda s: tensor(s[::-1])), form=METHOD), Op('unflatten', ('dim', dim), ('sizes', lambda s: pick(['(1, -1)', '(-1, 1)', '(2, -1)', '(3, 1)'])), form=METHOD),
    Op('masked_select', ('mask', mask)),
    Op('count_nonzero', optional=[('dim', dim)]), Op('nonzero'),
    Op('lerp', ('end', lambda s: tensor(s, 'float32')), ('weight', lambda s: pick(['0.5', '0.0', '2.0'])), kinds=['float32']),
    Op('leaky_relu', where=F, form=FUNCTION, optional=[('negative_slope', lambda s: pick(['0.1', '0.01', '1.0']))], kinds=['float32']),
    Op('normalize', where=F, form=FUNCTION, optional=[('p', p_norm), ('dim', dim)], kinds=['float32']),
    Op('cosine_similarity', ('x2', lambda s: tensor(s, 'float32')), where=F, form=FUNCTION, first='x1', optional=[('dim', dim)], kinds=['float32', 'float32', 'int64']),
    Op('embedding', ('weight', lambda s: tensor((7, 2), 'float32')), where=F, form=FUNCTION, kinds=['classes']),
    *[Op(n, optional=[('dim', dim), ('keepdim', flag)], kinds=['float32', 'int64']) for n in ('nansum', 'nanmean')],
    *[Op(n, form=METHOD) for n in 'nelement ndimension clone detach is_floating_point type_as'.split()],
    *[Op(n, ('', new_shape), form=METHOD) for n in ('new_zeros', 'new_ones')],
    Op('isclose', ('other', same)), Op('argwhere'), Op('softmin', ('dim', dim), where=F, form=FUNCTION, kinds=['float32']),
    Op('cross_entropy', ('target', lambda s: tensor((s[:1] if len(s) > 1 else ()) + s[2:], 'classes2')), where=F, form=FUNCTION, kinds=['float32'], shapes=[(2, 3), (3, 4), (3,), (2, 3, 2), (1, 3, 2, 2)]),
    Op('mse_loss', ('target', lambda s: tensor(s, 'float32')), where=F, form=FUNCTION, kinds=['float32']),
]

def first_of(op):
    shape = pick(op.shapes or SHAPES)
    if op.first == 'tensors': return shape, tensors(shape)
    kind = pick(op.kinds or KINDS)
    if kind == 'distinct':      # ties: PyTorch's order of them is not told
        n = math.prod(shape)
        if n == 0: return shape, tensor(shape, 'float32')
        items = R.sample(range(-40, 40), n)
        as_float = R.random() < 0.6
        return shape, f'tensor({nested([repr(x / 4) if as_float else str(x) for x in items], shape)})'
    if kind == 'classes':
        n = math.prod(shape)
        return shape, f'tensor({nested([str(R.randrange(0, 4)) for _ in range(n)], shape)})' if n else f'zeros({", ".join(map(str, shape))}, dtype=int64)'
    return shape, tensor(shape, kind)

def call(op):
    method = op.form == METHOD or (op.form & METHOD and R.random() < 0.5)
    shape, first = first_of(op) if op.first else ((), None)
    args, by_keyword = [], False
    if first is not None and not method: args.append(first if R.random() < 0.85 else f'{op.first}={first}')
    by_keyword = bool(args) and args[0].startswith(op.first + '=')
    for key, make in op.required:
        key = '' if op.name == 'split' else key                        # called differently in the method
        by_keyword |= R.random() < 0.3 and key != ''
        if not method and key in ('dims', 'shape') and op.name != 'roll':      # several ints without brackets: only in methods
            code = make(shape)
            args.append((f'{key}=' if by_keyword else '') + (code if code[0] in '([N"ft' else f'({code},)'))
            continue
        args.append(f'{key}={make(shape)}' if by_keyword and key else make(shape))
    for key, make in op.optional:
        if R.random() < 0.5: by_keyword = True; continue
        by_keyword |= R.random() < 0.4 or key in op.only
        args.append(f'{key}={make(shape)}' if by_keyword else make(shape))
    if R.random() < 0.01: args = args[:-1]
    if R.random() < 0.01: args.append(pick(['1', 'axis=0', 'keepdims=True', 'dim=0']))
    code = f'{first}.{op.name}({", ".join(args)})' if method else f'{op.name}({", ".join(args)})'
    if op.name in ('max', 'min', 'sort', 'topk') and R.random() < 0.9 and ('dim' in code or op.required or 'sort' in code):
        code += pick(['.values', '.indices', '[0]', '[1]'])
    if op.name in ('chunk', 'split', 'unbind', 'meshgrid'): code = pick([f'({code})[{pick(["0", "-1", "1"])}]', f'len({code})'])
    return code

# ---- Beyond single calls ----

BINARY = ['+', '-', '*', '/', '//', '%', '**', '==', '!=', '<', '<=', '>', '>=', '&', '|', '^', '@']
def operator():
    shape = pick(SHAPES)
    a, b = (tensor(shape), tensor(like(shape))) if R.random() < 0.6 else (tensor(shape), pick(NUMBERS)) if R.random() < 0.7 else (pick(NUMBERS), tensor(shape))
    code = f'{a} {pick(BINARY)} {b}'
    return f'({code}){pick([".dtype == " + pick(["float32", "int64", "bool", "float64", "float16", "bfloat16"])])}' if R.random() < 0.1 else code

def numbers():
    n = lambda: pick(NUMBERS + ['-7', '-7.5', '10', '0.1', '-0.0', '3', '(2 ** 40)'])
    return pick([lambda: f'{n()} {pick(BINARY[:-1])} {n()}', lambda: f'{n()} {pick(["<", "<=", "==", "!="])} {n()} {pick(["<", ">=", "=="])} {n()}',
                 lambda: f'{pick(["-", "not ", "~", "+"])}{n()}', lambda: f'{n()} {pick(["and", "or"])} {n()}', lambda: f'{n()} if {n()} else {n()}',
                 lambda: f'{pick(["int", "float", "abs", "round"])}({n()})', lambda: f'{pick(["max", "min"])}({n()}, {n()})', lambda: f'round({n()}, {pick("012")})',
                 lambda: f'sum([{n()}, {n()}])', lambda: f'[{n()}, {n()}, {n()}][{pick(["0", "-1", "1:", ":2", "::2", "5", "-4"])}]'])()

def index():
    shape = pick([s for s in SHAPES if len(s)] + [(2, 3, 4)] * 3)
    def one(size):
        return pick([lambda: str(R.randrange(-size - 1, size + 1)), lambda: ':', lambda: f'{pick(["", "0", "1", "-1", "-2", "5", "-9"])}:{pick(["", "0", "1", "2", "-1", "9"])}{pick(["", "", ":2", ":1", ":3", ":-1", ":0"])}',
                     lambda: 'None', lambda: pick(['...', ':']), lambda: pick(['[0]', '[0, -1]', '[1, 0, 0]', 'tensor([0, 1])', 'tensor([[0], [1]])', 'tensor(0)', 'tensor([True, False])', '[True, False, True]', 'True', 'tensor(1.0)', '[]'])])()
    items = [one(n) for n in shape[:R.randrange(1, len(shape) + 1)]] + ([one(2)] if R.random() < 0.2 else [])
    if items.count('...') > 1: items = items[:items.index('...') + 1]    # one at most, as in NumPy
    return f'{tensor(shape)}[{", ".join(items)}]'

VIEWS = ['.mT', '.T', '.transpose(0, 1)', '.transpose(0, -1)', '.permute(1, 0)', '.permute(2, 0, 1)', '[0]', '[:, 1:]', '[..., 0]', '[None]', '[::2]', '[:, None]', '[1:1]', '.unsqueeze(0)', '.unsqueeze(-1)', '.squeeze()',
         '.squeeze(0)', '.expand(2, -1, -1)', '.expand(3, 3)', '.reshape(-1)', '.reshape(2, -1)', '.view(-1)', '.view(2, -1)', '.view(1, -1)', '.flatten()', '.flatten(1)', '.contiguous()', '.diagonal()', '.chunk(2)[0]', '.split(1)[0]',
         '.flatten(0, 1)', '.movedim(0, -1)', '.swapaxes(0, 1)', '.view(3, 2)', '.view(-1, 1)', '.reshape(3, -1)', '.reshape(1, 1, -1)', '.expand(-1, 3)', '.repeat(2, 1)', '.broadcast_to((2, 3, 4))']
def views():
    code = tensor(pick([(2, 3), (2, 3, 4), (3, 3), (1, 3), (2, 1, 3), (4,), (3, 2), (0, 3), (1,), (2, 0)]), pick(['float32', 'int64']))
    for _ in range(R.randrange(1, 5)): code += pick(VIEWS)
    return code + pick(['', '.stride()', '.stride()', '.is_contiguous()', '.shape', '.stride(-1)'])

def ranges():
    n = lambda: pick(['0', '1', '5', '-3', '0.5', '2.5', '0.1', '-1', '10', '3', '1.0', 'True'])
    return f'arange({pick([n(), n() + ", " + n(), ", ".join([n(), n(), n()]), "start=" + n() + ", end=" + n(), n() + ", " + n() + ", step=" + n()])}{pick(["", "", ", dtype=" + dtype(())])})'

def literals():
    shape = pick(SHAPES[:12])
    return pick([lambda: f'tensor({nested(elements(pick(["int64", "bool", "float32"]), math.prod(shape)), shape)}, dtype={dtype(())})', lambda: 'tensor([[1, 2], [3]])', lambda: 'tensor([1, 2.5, True])',
                 lambda: 'tensor([])', lambda: 'tensor([[], []])', lambda: f'tensor({pick(NUMBERS)})', lambda: 'tensor([tensor(1), tensor(2)])', lambda: f'full((2,), {pick(NUMBERS)})'])()

def einsum():
    spec, a, b = pick([('ij,jk->ik', (2, 3), (3, 4)), ('ij,kj->ik', (2, 3), (4, 3)), ('bij,bjk->bik', (2, 2, 3), (2, 3, 2)), ('i,i->', (3,), (3,)), ('i,j->ij', (2,), (3,)), ('ij->ji', (2, 3), None),
                       ('ij->', (2, 3), None), ('ij->j', (2, 3), None), ('ii->i', (3, 3), None), ('bhqd,bhkd->bhqk', (1, 2, 2, 3), (1, 2, 3, 3)), ('...ij,...jk->...ik', (2, 2, 3), (2, 3, 2)), ('ij,jk', (2, 3), (3, 2)),
                       ('ij,jk->ik', (2, 3), (2, 3)), ('qhd,khd->hqk', (2, 2, 3), (3, 2, 3)), ('ii', (3, 3), None), ('ij,ij->i', (2, 3), (2, 3))])
    return f"einsum('{spec}', {tensor(a, 'float32')}{', ' + tensor(b, 'float32') if b else ''})"

KIND_OF = [operator] * 5 + [einsum] + [numbers] * 2 + [index] * 4 + [views] * 4 + [ranges] + [literals] + [lambda: call(pick(OPS))] * 24
WITHOUT = set()          # names the language does not have, given by --without

# ---- PyTorch's answer ----

def attention(query, key, value, attn_mask=None, is_causal=False, scale=None):
    if min(query.ndim, key.ndim, value.ndim) < 2 or isinstance(scale, str): raise ValueError
    if is_causal:
        if attn_mask is not None: raise ValueError
        attn_mask = torch.ones(query.shape[-2], key.shape[-2]).tril().bool()
    s = query @ key.transpose(-2, -1) * (1 / math.sqrt(query.shape[-1]) if scale is None else scale)
    if attn_mask is not None: s = s.masked_fill(~attn_mask, -math.inf) if attn_mask.dtype == torch.bool else s + attn_mask
    return torch.softmax(s, -1) @ value

SCOPE = dict(inf=math.inf, nan=math.nan, len=len, int=int, float=float, scaled_dot_product_attention=attention, arange=torch.arange, tensor=torch.tensor, einsum=torch.einsum,
             **{n: getattr(torch, n) for n in 'float32 float64 float16 bfloat16 int64'.split()}, bool=torch.bool)
for op in OPS:
    if op.form & FUNCTION and op.where and hasattr(op.where, op.name): SCOPE[op.name] = getattr(op.where, op.name)
def either(of_tensors, of_numbers):
    def f(*a, **k):
        return of_tensors(*a, **k) if any(torch.is_tensor(x) for x in [*a, *k.values()]) else of_numbers(*a, **k)
    return f
SCOPE.update(abs=either(torch.abs, abs), round=either(torch.round, round), max=either(torch.max, max), min=either(torch.min, min), sum=either(torch.sum, sum), pow=either(torch.pow, pow))
torch.Tensor.mT = property(lambda x: x.transpose(-2, -1))

# Where the language differs on purpose (docs/language.md), or where PyTorch merely has no kernel for a type.
def deliberate(said, code):
    return any(t in said for t in DELIBERATE) or 'invalid combination' in said and re.search('keepdim|, (int64|bool|b?float)', code) \
        or re.search(r'(nanmean|logsumexp|where|clamp|clip|lerp|isclose|diag|new_zeros|new_ones|log_softmax|softmax)\(|allclose.*-2', code) \
        or re.search(r'(std|var)\(|(movedim|moveaxis)\(.*\[\d|index_select\(.*\[\d|(any|all)\(.*dim=\[', code)

# What PyTorch answers but the language does not, or otherwise.
OTHERWISE = re.compile(r'tri[lu]\(|softmax\(|matmul\(|@ |normalize|roll\(|cumsum\(.*bool|norm\(|\]$')      # of no elements

DELIBERATE = ['not implemented', 'must be Tensor, not', 'did not match', 'NameError', 'AttributeError', 'not currently supported', 'not supported for bool', 'deprecated',
              'no attribute', 'Warning', 'must be tuple of', 'can\'t convert complex', 'result type ComplexFloat']

def evaluate(code, default=torch.float32):
    torch.set_default_dtype(default)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            return eval(code, {}, dict(SCOPE))
    finally: torch.set_default_dtype(torch.float32)

def text(x):
    if isinstance(x, float) and not math.isfinite(x): return {math.inf: 'inf', -math.inf: '-inf'}.get(x, 'nan')
    return repr(x)

def describe(code):
    try: v = evaluate(code)
    except Exception as e:
        said = f'{type(e).__name__} {e}'
        return None if deliberate(said, code) else ['! error']
    if isinstance(v, torch.Size): v = tuple(v)
    if v is None or isinstance(v, complex): return None
    if isinstance(v, (bool, int)): return [f'= {type(v).__name__} {v}'] if abs(v) < 2 ** 63 else None
    if isinstance(v, float): return [f'= float {text(v)}']
    if isinstance(v, (tuple, list)):
        return None if 'tensor' in repr(v) or 'inf' in repr(v) or 'nan' in repr(v) else [f'= {"list" if isinstance(v, list) else "tuple"} {v}']
    if not torch.is_tensor(v): return None
    if v.numel() == 0 and OTHERWISE.search(code) or re.search('(clip|clamp).*nan|lerp.*(inf|nan|1e30)|normalize.*-inf|isclose.*(True|False)|layer_norm.*1e30|cosine.*(1e30|inf)|\.to\((0|tensor|None)|arg(min|max).*(True|False|bool)|full_like.*, tensor|fill_value=tensor|(min|max)\(.*dim=tensor|zeros.*diagonal.*stride', code): return None
    kind = str(v.dtype)[6:]
    if kind not in ('float32', 'float64', 'float16', 'bfloat16', 'int64', 'bool') or v.numel() > 40: return None
    tolerance = 0.0
    if v.dtype.is_floating_point and v.numel():
        finite = torch.isfinite(v)
        if finite.any():
            largest = v[finite].double().abs().max().item()
            tolerance = 4 * torch.finfo(v.dtype).eps * max(largest, 1e-37)
            if 'gelu' in code: tolerance += 3e-7            # PyTorch's own error in the tail
            if 'layer_norm' in code: tolerance *= 4         # its variance is a difference of squares
            if 'float16' in code or 'half' in code: tolerance = max(tolerance, (2 ** -7 if 'bf' in code else 2 ** -10) * largest)
    values = ' '.join(text(x) for x in v.double().flatten().tolist()) if v.dtype.is_floating_point else ' '.join(map(str, v.flatten().tolist()))
    return [f'= {kind} {tuple(v.shape)} ~ {tolerance:.1e}', values]

def main():
    p = argparse.ArgumentParser(); p.add_argument('--seed', type=int, default=1); p.add_argument('--count', type=int, default=2000)
    p.add_argument('--only', default=''); a = p.parse_args(); R.seed(a.seed)
    print(f'# Written by tests/lang/signatures.py --seed {a.seed} --count {a.count} with PyTorch {torch.__version__}\n\n. nothing = 0')
    seen, errors = set(), 0
    while len(seen) < a.count:
        code = call(pick([op for op in OPS if op.name in a.only.split(',')])) if a.only else pick(KIND_OF)()
        if code in seen or len(code) > 300: continue
        lines = describe(code)
        if not lines: continue
        if lines[0] == '! error':
            if errors > len(seen) * 0.25: continue
            errors += 1
        seen.add(code)
        print('? ' + code, *lines, sep='\n')

main()
