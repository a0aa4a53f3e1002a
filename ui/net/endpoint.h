#pragma once

#include <QUrl>
#include <string>

namespace orl {

/// The address of the embeddings of the server that a user names: "http://localhost:11434",
/// ".../v1" and ".../v1/embeddings" all mean the last.
/// @throws Error unless it is an http or https URL with a host and without a name or password
QUrl embeddingEndpoint(const std::string& url);

/// "https://host[:port]": whom a key for that address may be sent to.
QString originOf(const QUrl& url);

/// What is sent there can be read by others: not encrypted, and not to this machine alone.
bool isOpenToOthers(const QUrl& url);

/// The address as messages show it: without query, which may hold a secret.
std::string displayed(const QUrl& url);

}  // namespace orl
