#include "core/support/error.h"

#include "core/support/unicode.h"

namespace orl {

namespace {

std::string sentence(const std::string& where, const std::string& what, const std::string& remedy) {
    std::string text = where.empty() ? what : where + ": " + what;
    text += '.';
    if (!remedy.empty()) text += " " + remedy + ".";
    return text;
}

}  // namespace

Error::Error(const std::string& where, const std::string& what, const std::string& remedy)
    : std::runtime_error(sentence(printable(where), printable(what), printable(remedy))),
      m_where(printable(where)),
      m_problem(printable(what)),
      m_remedy(printable(remedy)) {}

}  // namespace orl
