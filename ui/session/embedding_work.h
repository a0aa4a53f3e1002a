#pragma once

#include <cstddef>

#include "core/data/embed.h"
#include "core/lab/prepare.h"
#include "core/support/job.h"
#include "ui/net/embedding_client.h"

/// Asking an embedding server, on a worker thread.
namespace orl {

struct ServerTrial {
    std::size_t dimension = 0;  ///< of its vectors
    double milliseconds = 0.0;  ///< until the answer was there
};

/// Embeds one text, without trying again. @throws Error with what the server says, Cancelled
ServerTrial tryServer(EmbeddingServer server, const Job& job);

struct EmbedRequest {
    EmbeddingServer server;
    std::string dataset;
    std::size_t batch = 64;
    bool fresh = false;  ///< forget what is kept of the model
};

/// Gives the queries of a data set their vectors. The store is free for others while the server is
/// asked. @throws Error, Cancelled as embedDataset
EmbedSummary embedInto(Store& store, const EmbedRequest& request, const Job& job);

}  // namespace orl
