/* Formulas as the papers on attention write them, and as no one should. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/philox.h"
#include "text/lift.h"
#include "text/math.h"
#include "text/math_table.h"
#include "text/utf8.h"

static const struct {
	const char *tex, *line;
} formulas[] = {
	{ "\\frac{QK^\\top}{\\sqrt{d_k}}", "QKᵀ/√dₖ" },
	{ "\\mathrm{Attention}(Q,K,V) = \\mathrm{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V",
	  "Attention(Q, K, V) = softmax(QKᵀ/√dₖ)V" },
	{ "\\text{softmax}\\left( \\frac{Q K^T}{\\sqrt{d_k}} + M \\right) V",
	  "softmax(QKᵀ/√dₖ + M)V" },
	{ "\\mathrm{Concat}(\\mathrm{head}_1, \\ldots, \\mathrm{head}_h)W^O",
	  "Concat(head₁, …, headₕ)W^O" },
	{ "\\mathrm{head}_i = \\mathrm{Attention}(QW_i^Q, KW_i^K, VW_i^V)",
	  "headᵢ = Attention(QWᵢ^Q, KWᵢ^K, VWᵢ^V)" },
	{ "W_i^Q \\in \\mathbb{R}^{d_{\\text{model}} \\times d_k}",
	  "Wᵢ^Q ∈ ℝ^(d_model×dₖ)" },
	{ "\\alpha_{ij} = \\frac{\\exp(e_{ij})}{\\sum_{k=1}^{n} \\exp(e_{ik})}",
	  "αᵢⱼ = exp(eᵢⱼ)/(∑ₖ₌₁ⁿ exp(eᵢₖ))" },
	{ "\\sum_{i=1}^{N} x_i^2", "∑ᵢ₌₁^N xᵢ²" },
	{ "\\softmax(x)_i = \\frac{e^{x_i - m}}{\\sum_j e^{x_j - m}}",
	  "softmax(x)ᵢ = e^(xᵢ−m)/(∑ⱼ e^(xⱼ−m))" },
	{ "PE_{(pos,2i)} = \\sin(pos/10000^{2i/d_{\\text{model}}})",
	  "PE_(pos,2i) = sin(pos/10000^(2i/d_model))" },
	{ "\\theta_i = 10000^{-2i/d}", "θᵢ = 10000^(−2i/d)" },
	{ "\\mathcal{O}(n^2 d)", "O(n²d)" },
	{ "\\mathcal{L} = -\\sum_t \\log p(x_t \\mid x_{<t})", "ℒ = −∑ₜ log p(xₜ | x_<t)" },
	{ "y = x + \\tanh(\\alpha) \\odot \\mathrm{CrossAttn}(x, v)",
	  "y = x + tanh(α) ⊙ CrossAttn(x, v)" },
	{ "\\hat{x} = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}",
	  "x\u0302 = (x − μ)/√(σ² + ε)" },
	{ "h^{(l+1)} = h^{(l)} + \\mathrm{FFN}(\\mathrm{LN}(h^{(l)}))",
	  "h⁽ˡ⁺¹⁾ = h⁽ˡ⁾ + FFN(LN(h⁽ˡ⁾))" },
	{ "q_m^\\top k_n = (R_{\\Theta,m} q)^\\top (R_{\\Theta,n} k)",
	  "qₘᵀkₙ = (R_(Θ,m)q)ᵀ(R_(Θ,n)k)" },
	{ "\\frac{\\partial L}{\\partial W_Q}", "∂L/∂W_Q" },
	{ "\\frac{1}{2}x", "1/2 x" },
	{ "2\\frac{1}{3}", "2 1/3" },
	{ "\\frac{a}{b}^2", "(a/b)²" },
	{ "\\frac{1}{n}\\sum_{i} x_i", "1/n ∑ᵢ xᵢ" },
	{ "\\frac{1}{2d}", "1/(2d)" },
	{ "\\frac{\\frac{a}{b}}{\\frac{c}{d}}", "a/b/(c/d)" },
	{ "\\frac{a+b}{c} + \\frac{a}{b+c} + \\frac{a b}{c}",
	  "(a + b)/c + a/(b + c) + ab/c" },
	{ "\\frac{(a+b)}{(c+d)}", "(a + b)/(c + d)" },
	{ "S \\in \\mathbb{R}^{N_t \\times N_v}", "S ∈ ℝ^(Nₜ×Nᵥ)" },
	{ "A_{ij} \\ge 0,\\; \\sum_j A_{ij} = 1", "Aᵢⱼ ≥ 0, ∑ⱼ Aᵢⱼ = 1" },
	{ "2 \\times n_{layers} \\times n_{kv} \\times d_{head} \\times 2\\,\\text{bytes}",
	  "2 × n_layers × nₖᵥ × d_head × 2 bytes" },
	{ "\\mathrm{Var}(q \\cdot k) = d_k", "Var(q · k) = dₖ" },
	{ "\\begin{bmatrix} 1 & 0 \\\\ 1 & 1 \\end{bmatrix}", "[1, 0; 1, 1]" },
	{ "\\left[\\begin{array}{cc|c} 1 & 0 & x \\\\ \\hline 0 & 1 & y \\end{array}\\right]", "[1, 0 | x; 0, 1 | y]" },
	{ "M_{ij} = \\begin{cases} 0 & j \\le i \\\\ -\\infty & \\text{otherwise} \\end{cases}",
	  "Mᵢⱼ = { 0, j ≤ i; −∞, otherwise" },
	{ "\\begin{aligned} a &= b \\\\ c &= d \\\\ \\end{aligned}", "a = b; c = d" },
	{ "\\text{if } x > 0", "if x > 0" },
	{ "\\sqrt[3]{x+1}", "³√(x + 1)" },
	{ "\\sqrt{64} = 8", "√64 = 8" },
	{ "\\sqrt{\\frac{2}{d}}", "√(2/d)" },
	{ "x' \\ne x''", "x′ ≠ x′′" },
	{ "f: X \\to Y", "f: X → Y" },
	{ "x \\not\\in A, a \\not= b", "x ∉ A, a ≠ b" },
	{ "H = -\\sum_i p_i \\log p_i", "H = −∑ᵢ pᵢ log pᵢ" },
	{ "m_i^{new} = \\max(m_i, \\tilde m_i)", "mᵢ^new = max(mᵢ, m\u0303ᵢ)" },
	{ "\\phi(q)^\\top \\sum_{j} \\phi(k_j) v_j^\\top", "φ(q)ᵀ ∑ⱼ φ(kⱼ)vⱼᵀ" },
	{ "O(N^2)\\rightarrow O(N)", "O(N²) → O(N)" },
	{ "\\left\\| x \\right\\|_2", "‖x‖₂" },
	{ "\\left. x \\right|_{0}", "x|₀" },
	{ "\\binom{n}{k}", "C(n, k)" },
	{ "B \\times H \\times T \\times d_h", "B × H × T × dₕ" },
	{ "Nt \\times Nv", "Nt × Nv" },
	{ "\\mathbf{Q} = \\mathbf{X}\\mathbf{W}_Q", "Q = XW_Q" },
	{ "\\operatorname{softmax}(z)", "softmax(z)" },
	{ "e^{i\\pi} + 1 = 0", "e^(iπ) + 1 = 0" },
	{ "10{,}000 > 1,024", "10,000 > 1,024" },
	{ "p(y|x) = \\prod_{t=1}^T p(y_t | y_{<t}, x)", "p(y|x) = ∏ₜ₌₁ᵀ p(yₜ|y_<t, x)" },
	{ "\\nabla_\\theta L", "∇_θ L" },
	{ "\\underset{x}{\\arg\\max} f(x)", "arg maxₓ f(x)" },
	{ "\\{1, \\ldots, n\\}", "{1, …, n}" },
	{ "\\mathbb{E}_{x \\sim p}[f(x)]", "E_(x∼p)[f(x)]" },
	{ "\\exp\\left(-\\frac{x^2}{2\\sigma^2}\\right)", "exp(−x²/(2σ²))" },
	{ "d_{model}x", "d_model x" },
	{ "a \\quad b", "a  b" },
	{ "10^{-5}", "10⁻⁵" },
	{ "\\log_2 n", "log₂ n" },
	{ "\\text{hidden} / \\text{heads}", "hidden/heads" },
	{ "|\\mathcal{V}| \\times d", "|V| × d" },
	{ "\\sigma(x) = \\frac{1}{1+e^{-x}}", "σ(x) = 1/(1 + e⁻ˣ)" },
	{ "x^* + 1^\\circ", "x* + 1°" },
	{ "\\overline{AB}", "A\u0304B\u0304" },
	{ "\\widehat{out}", "widehat(out)" },
	{ "\\text{注意力} = QK", "注意力 = QK" },
	{ "a_{i,j+1}", "a_(i,j+1)" },
	{ "", "" },
	{ "   ", "" },
	{ "x^", "x^" },
	{ "_", "_" },
	{ "\\frac{a}", "a/" },
	{ "}{", "}" },
	{ "{{{x", "x" },
	{ "\\sqrt", "√()" },
	{ "\\\\", "" },
	{ "a\\\\b", "a; b" },
	{ "\\\\\\", "\\" },
	{ "\\", "\\" },
	{ "\\unknown{x}", "unknown x" },
	{ "\\left(", "(" },
	{ "\\begin{foo}x", "x" },
	{ "\\end{foo}", "end foo" },
	{ "a & b", "a&b" },
};

static void formulas_read_well(void **state)
{
	(void)state;
	int wrong = 0;
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		struct str out = STR_INIT;
		math_line(formulas[i].tex, strlen(formulas[i].tex), &out);
		if (strcmp(out.data, formulas[i].line) != 0) {
			print_message("%s\n  gives  %s\n  not    %s\n", formulas[i].tex, out.data, formulas[i].line);
			wrong++;
		}
		str_done(&out);
	}
	assert_int_equal(wrong, 0);
}

/* ---- Displays: tests/data/math.txt ---- */

/*
 * `? TEX`, or `?WIDTH TEX`, then the rows, each behind `| `. With --record the file is
 * written anew as the formulas are set now: look at the difference.
 */
static const char cases[] = "tests/data/math.txt";
static bool recording;

static int width_of_case(const char *line, const char **tex)
{
	*tex = line + strcspn(line, " ");
	*tex += strspn(*tex, " ");
	return line[1] == ' ' ? 76 : atoi(line + 1);
}

static void add_display(const char *line, struct str *out)
{
	const char *tex;
	int width = width_of_case(line, &tex);
	struct str rows = STR_INIT;
	math_display(tex, strlen(tex), width, &rows);
	assert_true(utf8_lines_width(rows.data) <= width);
	const char *row = rows.data;
	for (size_t n; *row; row += n + (row[n] == '\n')) {
		n = strcspn(row, "\n");
		str_addf(out, n ? "| %.*s\n" : "|%.*s\n", (int)n, row);
	}
	str_done(&rows);
}

static void displays_are_as_they_were_looked_at(void **state)
{
	(void)state;
	char *line = NULL;
	size_t cap = 0;
	struct str expected = STR_INIT, seen = STR_INIT;
	FILE *file = fopen(cases, "r");
	assert_non_null(file);
	while (getline(&line, &cap, file) > 0) {
		str_add(&expected, line);
		if (*line == '|')
			continue;
		str_add(&seen, line);
		line[strcspn(line, "\n")] = '\0';
		if (*line == '?')
			add_display(line, &seen);
	}
	free(line);
	fclose(file);
	if (recording) {
		file = fopen(cases, "w");
		fputs(seen.data, file);
		fclose(file);
	} else {
		assert_string_equal(expected.data, seen.data);
	}
	str_done(&expected);
	str_done(&seen);
}

/* ---- The lessons ---- */

static void check_formula(const struct lifted_span *span)
{
	struct str unknown = STR_INIT, rows = STR_INIT;
	if (math_unknown(span->tex, span->len, &unknown))
		fail_msg("%.*s: \\%s is not known", (int)span->len, span->tex, unknown.data);
	if (span->display)
		math_display(span->tex, span->len, 54, &rows);   /* the narrowest reader */
	assert_true(utf8_lines_width(rows.data) <= 54);
	str_done(&unknown);
	str_done(&rows);
}

static void every_formula_of_the_lessons_is_known(void **state)
{
	(void)state;
	glob_t lessons;
	struct err err = {0};
	size_t len;
	assert_int_equal(glob("lessons/*.md", 0, NULL, &lessons), 0);
	for (size_t i = 0; i < lessons.gl_pathc; i++) {
		struct lifted math;
		char *text = file_read(lessons.gl_pathv[i], 1 << 20, &len, &err);
		assert_non_null(text);
		lift_math(text, &math);
		for (size_t k = 0; k < math.n; k++)
			check_formula(&math.spans[k]);
		lift_done(&math);
		free(text);
	}
	globfree(&lessons);
}

/* Letters and digits of a text, with sub- and superscripts set back on the line. */
static void plain_letters(const char *text, int count[128])
{
	uint32_t c;
	memset(count, 0, 128 * sizeof *count);
	for (size_t i = 0, len = strlen(text); i < len;) {
		i += utf8_decode(text + i, len - i, &c);
		for (uint32_t p = '0'; c >= 0x80 && p <= 'z'; p++)
			if (isalnum((int)p) && (math_superscript(p) == c || math_subscript(p) == c))
				c = p;
		if (c < 128 && isalnum((int)c))
			count[c]++;
	}
}

static void check_letters(const struct str *tex, const struct str *plain, const struct str *out)
{
	int want[128], have[128];
	plain_letters(plain->data, want);
	plain_letters(out->data, have);
	for (int c = 0; c < 128; c++) {
		bool doubled = c == 'Q' && strstr(tex->data, "\\mathbb");
		if (!doubled && have[c] < want[c])
			print_message("%s\n  gives\n%s\n", tex->data, out->data);
		assert_true(doubled || have[c] >= want[c]);
	}
}

/* Whatever is nested in whatever: the letters and digits that are no command's name stay. */
static void nothing_is_dropped(void **state)
{
	(void)state;
	static const char *const piece[] = {
		"x", "7", "Q", "n", "{", "}", "^", "_", "\\frac", "\\sqrt", "\\sqrt[3]",
		"(", ")", "+", "-", "=", "&",
		"\\\\", " ", "\\hat", "\\left(", "\\right)", "\\mathrm",
		"\\text", "\\begin{pmatrix}", "\\end{pmatrix}",
		"\\underset", "\\not", "'", ",", "\\,", "中", "\\mathbb", "\\overline", "\\sum", "\\binom",
		"\\underbrace", "\\max", "\\left[", "\\right.", "\\begin{aligned}", "\\end{aligned}",
	};
	enum { N = sizeof piece / sizeof *piece, PLAIN = 4 };
	struct philox_stream s = philox_stream(4, "math", 0);
	for (uint64_t round = 0; round < 20000; round++) {
		struct str tex = STR_INIT, plain = STR_INIT, out = STR_INIT;
		for (uint64_t i = 0; i < 24; i++) {
			size_t k = (size_t)philox_below(&s, round * 32 + i, N);
			str_add(&tex, piece[k]);
			str_add(&tex, k < PLAIN ? " " : "");
			if (k < PLAIN)
				str_add(&plain, piece[k]);
		}
		math_line(tex.data, tex.len, &out);
		check_letters(&tex, &plain, &out);
		str_clear(&out);
		int width = 1 + (int)(round % 60);
		math_display(tex.data, tex.len, width, &out);
		check_letters(&tex, &plain, &out);
		assert_true(utf8_lines_width(out.data) <= (width < 2 ? 2 : width));
		str_done(&tex);
		str_done(&plain);
		str_done(&out);
	}
}

static void any_bytes_are_safe(void **state)
{
	(void)state;
	struct philox_stream s = philox_stream(5, "math", 0);
	static const char likely[] = "\\{}^_&[]()frac sqrt";
	for (uint64_t round = 0; round < 20000; round++) {
		char tex[40];
		for (size_t i = 0; i < sizeof tex; i++) {
			uint64_t v = philox_below(&s, round * 64 + i, 512);
			tex[i] = v < 256 ? (char)v : likely[v % (sizeof likely - 1)];
		}
		struct str out = STR_INIT;
		math_line(tex, sizeof tex, &out);
		math_display(tex, sizeof tex, 1 + (int)(round % 40), &out);
		str_done(&out);
	}
}

static void deep_nesting_ends(void **state)
{
	(void)state;
	static const char *const piece[] = {
		"{", "^", "\\frac", "\\sqrt[", "\\hat", "\\overline", "\\text{", "\\begin{pmatrix}", "x^{",
		"\\underset", "\\not", "\\binom", "_{x", "\\left(", "\\overset{", "\\underbrace{", "(", "\\sqrt{x^{",
		"\\substack{", "\\hat{\\sqrt{",
	};
	for (size_t k = 0; k < sizeof piece / sizeof *piece; k++) {
		struct str tex = STR_INIT, out = STR_INIT;
		for (int i = 0; i < 20000; i++)
			str_add(&tex, piece[k]);
		math_line(tex.data, tex.len, &out);
		assert_true(out.len < 100 * tex.len);
		math_display(tex.data, tex.len < 4096 ? tex.len : 4096, 76, &out);
		str_done(&tex);
		str_done(&out);
	}
}

int main(int argc, char **argv)
{
	recording = argc > 1 && strcmp(argv[1], "--record") == 0;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formulas_read_well),
		cmocka_unit_test(displays_are_as_they_were_looked_at),
		cmocka_unit_test(every_formula_of_the_lessons_is_known),
		cmocka_unit_test(nothing_is_dropped),
		cmocka_unit_test(any_bytes_are_safe),
		cmocka_unit_test(deep_nesting_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
