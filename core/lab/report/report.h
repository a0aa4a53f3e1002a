#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/frontier.h"
#include "core/lab/report/findings.h"
#include "core/lab/text_table.h"

/// A report as a value: everything that stands on its pages, in words and numbers. Names in it are
/// as they are in the data: whoever writes them down passes them through printable() and escapes
/// what means something there.
namespace orl {

/// One figure in large type.
struct ReportTile {
    std::string label;
    std::string figure;
    std::string remark;
};

/// A point of the plane with its name.
struct NamedPoint {
    std::string name;
    int model = -1;  ///< column, which gives the colour; −1: no model
    PlanePoint at;
};

/// The plane of cost and accuracy. Costs in USD per 1,000 queries.
struct PlanePicture {
    bool realized = false;  ///< by the record, else as predicted
    std::vector<PlanePoint> frontier;
    std::vector<PlanePoint> rivalCurve;  ///< of threshold routing; empty: none
    std::optional<PlanePoint> plan;
    std::string planName;
    std::string rival;  ///< id of the rule that the answer names; empty: none
    NamedPoint rivalPoint;
    std::vector<NamedPoint> models;  ///< each taking every query
};

/// Who answers what, shares in [0,1].
struct SharePicture {
    std::vector<std::string> models;
    std::vector<std::string> levels;         ///< easiest first
    std::vector<std::vector<double>> share;  ///< [level][model], of the level's queries
    std::vector<double> whole;               ///< of all queries
};

/// One rule at the plan's accuracy.
struct ReportRule {
    std::string router;  ///< id, which gives the colour; of the plan in the first row
    std::string title;
    bool isPlan = false;
    double accuracy = kMissing;
    double cost = kMissing;    ///< USD per 1,000 queries
    double saving = kMissing;  ///< of the plan against it, share
};

struct ReportLever {
    std::string words;
    bool better = false;
    double change = kMissing;  ///< USD per 1,000 queries, or accuracy under a budget
    std::string changeText;    ///< with its sign; empty where nothing is known
    std::string becomes;
};

struct ReportParagraph {
    std::string head;
    std::string text;
};

/// A table of the details.
struct ReportTable {
    std::string title;
    std::string remark;
    std::size_t words = 1;  ///< so many columns at the left are words, the others figures
    TextTable cells;
};

struct Report {
    std::string title;
    std::string heading;  ///< scenario, data, date in one line
    std::string question;
    std::string answer;
    bool reachable = true;
    std::string summary;
    std::string note;
    std::vector<ReportTile> tiles;
    PlanePicture plane;
    SharePicture shares;
    std::string rulesTitle;
    std::string rulesRemark;
    std::string noRules;  ///< a sentence in place of the rules; else empty
    std::vector<ReportRule> rules;
    std::string leversRemark;
    std::vector<ReportLever> levers;
    std::vector<ReportParagraph> foundations;  ///< data, method, certainty
    /// In the folder of the workspace; empty: nothing gives these numbers outside the window.
    std::string commandLine;
    std::string origin;  ///< program and fingerprint of the data
    std::string program;
    double monthlyQueries = 0.0;
    Currency currency = {};  ///< that costs a month are told in
    std::vector<ReportTable> details;
};

/// The findings in words. The same findings give the same report.
Report reportOf(const ReportRequest& request, const ReportFindings& found);

}  // namespace orl
