#pragma once

#include <functional>
#include <string_view>

namespace orl::cli {

/// A progress line on stderr, only when that is a terminal.
class Terminal {
  public:
    Terminal();
    ~Terminal() { clear(); }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// For Job::progress; empty when stderr is no terminal. Refers to this object.
    std::function<void(double, std::string_view)> progress();
    void clear();

  private:
    bool m_isTerminal;
    bool m_shown = false;
};

}  // namespace orl::cli
