#include "ui/session/embedding_work.h"

#include <chrono>
#include <mutex>

namespace orl {

ServerTrial tryServer(EmbeddingServer server, const Job& job) {
    server.attempts = 1;
    EmbeddingClient client(std::move(server));
    const auto begin = std::chrono::steady_clock::now();
    const std::string_view text = "Does this server embed?";
    const Embeddings answer = client.embed(std::span(&text, 1), job);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begin;
    return {static_cast<std::size_t>(answer.cols()), taken.count()};
}

EmbedSummary embedInto(Store& store, const EmbedRequest& request, const Job& job) {
    EmbeddingClient client(request.server);
    EmbedOptions options;
    options.dataset = request.dataset;
    options.model = request.server.model;
    options.source = client.source();
    options.batch = request.batch;
    std::unique_lock lock(store.mutex);
    if (request.fresh) store.workspace.clearCachedEmbeddings(options.model);
    const auto ask = [&](std::span<const std::string_view> texts, const Job& inner) {
        // Taken back whatever the server does: embedDataset goes on with the workspace.
        struct Released {
            std::unique_lock<std::mutex>& lock;
            explicit Released(std::unique_lock<std::mutex>& held) : lock(held) { lock.unlock(); }
            ~Released() { lock.lock(); }
        } const released(lock);
        return client.embed(texts, inner);
    };
    return embedDataset(store.workspace, options, ask, job);
}

}  // namespace orl
