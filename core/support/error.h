#pragma once

#include <stdexcept>
#include <string>

namespace orl {

/// The one exception type for everything a user can cause or cure: bad files, bad settings, a full
/// disk. Carries what was wrong, where, and what to do about it, so that the window, the command
/// line and the tests show the same sentence.
///
/// Infeasible constraints and import warnings are results, not errors; broken invariants of the
/// program itself are assertions.
class Error : public std::runtime_error {
  public:
    /// All three become printable(): they quote what stands in files.
    /// @param where  file, line, row or setting ("prices.json:12"); may be empty
    /// @param what   what was wrong, one sentence without a full stop
    /// @param remedy what to do, one sentence without a full stop; may be empty
    Error(const std::string& where, const std::string& what, const std::string& remedy = {});

    const std::string& where() const noexcept { return m_where; }
    const std::string& problem() const noexcept { return m_problem; }
    const std::string& remedy() const noexcept { return m_remedy; }

  private:
    std::string m_where;
    std::string m_problem;
    std::string m_remedy;
};

/// Thrown by a long operation whose stop token was triggered. Nothing has been changed by it.
class Cancelled : public std::runtime_error {
  public:
    Cancelled() : std::runtime_error("cancelled") {}
};

}  // namespace orl
