#pragma once

#include <stop_token>
#include <thread>

namespace orl::cli {

/// While it lives, Ctrl-C and SIGTERM request a stop instead of ending the program; the second one
/// ends it at once. Make it before any other thread, so that all of them leave the signals to it.
class SignalWatch {
  public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

  private:
    std::stop_source m_source;
    std::thread m_thread;
};

}  // namespace orl::cli
