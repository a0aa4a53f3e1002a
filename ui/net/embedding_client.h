#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/data/dataset.h"
#include "core/support/job.h"

namespace orl {

/// The environment variable that a key is read from unless the user names another.
inline constexpr const char* kApiKeyVariable = "OMNIROUTER_API_KEY";

/// Where and how an embedding model is asked.
struct EmbeddingServer {
    /// http(s)://host[:port], alone, with a path, or with the whole of it (…/v1/embeddings).
    std::string url;
    std::string model;
    std::string key;  ///< sent as a bearer token; empty: none. Never part of a message
    std::chrono::milliseconds timeout{60'000};  ///< of one request
    int attempts = 5;                           ///< before a failure that may pass is an error
    std::chrono::milliseconds firstPause{500};  ///< after a failure; doubles with each
};

/// Asks an OpenAI-compatible server (Ollama, llama.cpp, vLLM, …) for embeddings, one request at a
/// time. Belongs to the thread that made it and needs no running event loop.
class EmbeddingClient {
  public:
    /// @throws Error on a URL that is none of a server, a missing model, an impossible key
    explicit EmbeddingClient(EmbeddingServer server);
    ~EmbeddingClient();
    EmbeddingClient(const EmbeddingClient&) = delete;
    EmbeddingClient& operator=(const EmbeddingClient&) = delete;

    /// One row per text. Timeouts, broken connections and the answers 408, 429 and 5xx are tried
    /// again, after as long as Retry-After says, else after pauses that double, and the progress
    /// says so; answers above kMaxAnswerBytes, or longer than the texts' vectors can be, are not
    /// read to their end, nor are long failures.
    /// @throws Error with what the server says, Cancelled
    Embeddings embed(std::span<const std::string_view> texts, const Job& job = {});
    static constexpr std::size_t kMaxAnswerBytes = 64U << 20U;

    /// "host" or "host:port".
    std::string host() const;
    /// "MODEL @ HOST", for Dataset::embeddingSource.
    std::string source() const;
    /// A key would travel readable by others: not encrypted, and not to this machine alone.
    bool exposesKey() const;

  private:
    struct Connection;
    EmbeddingServer m_server;
    std::unique_ptr<Connection> m_connection;
};

}  // namespace orl
