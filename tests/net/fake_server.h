#pragma once

#include <QThread>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace orl::test {

/// What the server was asked.
struct Request {
    std::string path;
    std::map<std::string, std::string> headers;  ///< names in lower case
    nlohmann::json body;
    std::vector<std::string> texts() const;
};

/// How it reacts.
struct Response {
    int status = 200;
    std::string body;
    std::map<std::string, std::string> headers;
    enum class Then { Close, CutInTheMiddle, Silence } then = Then::Close;
};

/// A vector that depends on the text alone.
std::vector<float> vectorOfText(const std::string& text, std::size_t dimension);
/// What a proper server answers.
Response properAnswer(const Request& request, std::size_t dimension = 4);

/// An HTTP server on the loopback in a thread of its own, one connection at a time.
class FakeServer {
  public:
    /// @param react called in the server's thread with the request and its number from 0
    using React = std::function<Response(const Request& request, std::size_t number)>;
    explicit FakeServer(React react);
    ~FakeServer();
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    std::string url() const;
    std::vector<Request> requests() const;

  private:
    void serve();

    React m_react;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_port = 0;
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
    std::unique_ptr<QThread> m_thread;
};

}  // namespace orl::test
