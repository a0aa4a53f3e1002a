#include "core/support/error.h"

namespace orl {

namespace {

std::string sentence(const std::string& where, const std::string& what, const std::string& remedy) {
    std::string text = where.empty() ? what : where + ": " + what;
    text += '.';
    if (!remedy.empty()) text += " " + remedy + ".";
    return text;
}

}  // namespace

Error::Error(std::string where, std::string what, std::string remedy)
    : std::runtime_error(sentence(where, what, remedy)),
      m_where(std::move(where)),
      m_problem(std::move(what)),
      m_remedy(std::move(remedy)) {}

}  // namespace orl
