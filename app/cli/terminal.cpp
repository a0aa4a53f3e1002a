#include "app/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "core/support/unicode.h"

namespace orl::cli {
namespace {

/// A terminal that has gone away must not end the work: fmt::print would throw.
void put(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

}  // namespace

Terminal::Terminal() : m_isTerminal(isatty(STDERR_FILENO) != 0) {}

std::function<void(double, std::string_view)> Terminal::progress() {
    if (!m_isTerminal) return {};
    return [this](double share, std::string_view stage) {
        m_shown = true;
        put(share < 0.0 ? fmt::format("\r\033[K{} …", printable(stage))
                        : fmt::format("\r\033[K{} {:.0f} %", printable(stage), 100.0 * share));
    };
}

void Terminal::clear() {
    if (!m_shown) return;
    put("\r\033[K");
    m_shown = false;
}

}  // namespace orl::cli
