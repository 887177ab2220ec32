#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/*
 * The catalogues are named by our own codes (zh, ru), and a variable says which
 * to read, so that no locale of the language need be installed. Under the
 * "C" locale gettext looks at nothing: some other one must carry them.
 */
static const char domain[] = "attnquiz";

/* gettext reads the environment: nobody may look up a word while it is changed. */
static pthread_rwlock_t changing = PTHREAD_RWLOCK_INITIALIZER;
static enum language language_set = LANGUAGE_EN;

const char *i18n_text(const char *id)
{
	if (!*id)   /* the catalogue's header has the empty id */
		return id;
	pthread_rwlock_rdlock(&changing);
	const char *text = gettext(id);
	pthread_rwlock_unlock(&changing);
	return text;
}

const char *i18n_count(const char *one, const char *many, unsigned long n)
{
	pthread_rwlock_rdlock(&changing);
	const char *text = ngettext(one, many, n);
	pthread_rwlock_unlock(&changing);
	return text;
}

enum language i18n_language(void)
{
	pthread_rwlock_rdlock(&changing);
	enum language language = language_set;
	pthread_rwlock_unlock(&changing);
	return language;
}

static void carry(int category)
{
	const char *name = setlocale(category, "");   /* NULL: the locale is missing */
	if (!name || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0)
		setlocale(category, "C.UTF-8");
}

void i18n_open(const char *locale_dir)
{
	carry(LC_CTYPE);            /* all else stays "C": numbers have a point everywhere */
	carry(LC_MESSAGES);
	bindtextdomain(domain, locale_dir);
	bind_textdomain_codeset(domain, "UTF-8");
	textdomain(domain);
}

/* Make gettext forget what it looked up in the language before. */
static void forget(void)
{
#ifdef __GLIBC__
	extern int _nl_msg_cat_cntr;   /* documented in the gettext manual, "Being a gettext grok" */
	_nl_msg_cat_cntr++;
#else
	textdomain(textdomain(NULL));
#endif
}

void i18n_set(enum language language)
{
	pthread_rwlock_wrlock(&changing);
	language_set = language;
	setenv("LANGUAGE", language_code(language), 1);
	forget();
	pthread_rwlock_unlock(&changing);
}

/* Of a list such as "zh_CN:en", the first that is ours. */
static bool parse_list(const char *list, enum language *out)
{
	for (; *list; list += strcspn(list, ":"), list += *list == ':') {
		char code[32];
		size_t n = strcspn(list, ":");
		if (n == 0 || n >= sizeof code)
			continue;
		memcpy(code, list, n);
		code[n] = '\0';
		if (language_parse(code, out))
			return true;
	}
	return false;
}

/* The locale that the environment names for messages: the first variable that is set. */
static const char *locale_name(void)
{
	static const char *const variable[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < sizeof variable / sizeof *variable; i++) {
		const char *value = getenv(variable[i]);
		if (value && *value)
			return value;
	}
	return "";
}

/* As gettext has it: LANGUAGE comes first, but counts for nothing under the "C" locale. */
enum language i18n_from_environment(void)
{
	const char *locale = locale_name(), *list = getenv("LANGUAGE");
	enum language language = LANGUAGE_EN;
	if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
		return LANGUAGE_EN;
	if (!list || !parse_list(list, &language))
		language_parse(locale, &language);
	return language;
}
