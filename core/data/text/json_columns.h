#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace orl {

/// The records of a table that stands in one object, column by column ({"prompt": {"0": …}, …} as
/// pandas writes it by default, or {"prompt": […], …}) or by its index ({"0": {"prompt": …}, …}).
/// They are moved out of it. Empty, and the object untouched, if it is no such table.
std::vector<nlohmann::json> recordsOfTable(nlohmann::json& object);

/// A record of an array that an object wraps: pandas' "split" names the columns in the header and
/// gives rows as arrays; the data sets' server puts each row under "row". Others stay as they are.
void unwrapRecord(const nlohmann::json& header, nlohmann::json& record);

/// Whether an object with this key is a record with a query, not a wrapper of records.
bool isQueryKey(const std::string& key);

/// Keys under which an object holds the records of a file.
bool wrapsRecords(const std::string& key);

}  // namespace orl
