#include "app/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include "core/support/process.h"
#include "core/support/unicode.h"

namespace orl::cli {

Terminal::Terminal() : m_isTerminal(isatty(STDERR_FILENO) != 0) {}

std::function<void(double, std::string_view)> Terminal::progress() {
    if (!m_isTerminal) return {};
    return [this](double share, std::string_view stage) {
        m_shown = true;
        tell(share < 0.0 ? fmt::format("\r\033[K{} …", printable(stage))
                         : fmt::format("\r\033[K{} {:.0f} %", printable(stage), 100.0 * share));
    };
}

void Terminal::clear() {
    if (!m_shown) return;
    tell("\r\033[K");
    m_shown = false;
}

}  // namespace orl::cli
