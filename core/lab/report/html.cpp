#include "core/lab/report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/lab/report/words.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

// Colours are those of the window's light theme.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light}
body{margin:0;background:#f3f5f7;color:#1d2126;font:14px/1.5 system-ui,"DejaVu Sans",sans-serif}
main{max-width:860px;margin:24px auto;padding:40px 48px;background:#fff;border:1px solid #dfe3e8;border-radius:6px}
.top{display:flex;justify-content:space-between;gap:24px;border-bottom:1px solid #1d2126;padding-bottom:8px;font-size:12.5px;color:#6b7280}
.top b{color:#1f5fd0}
.question{margin:18px 0 4px;font-size:16px}
h1{margin:0 0 14px;font-size:29px;line-height:1.25}
h2{margin:28px 0 8px;font-size:15px}
h2 span{margin-left:8px;font-size:12.5px;font-weight:400;color:#6b7280}
.note{white-space:pre-line;border-left:3px solid #a9c3f0;padding-left:12px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:16px;margin:18px 0}
.tile{background:#f7f9fd;border-left:3px solid #1f5fd0;padding:10px 12px;border-radius:0 6px 6px 0}
.tile div{font-size:12.5px;color:#6b7280}
.tile strong{display:block;font-size:23px;font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(360px,1fr));gap:24px}
figure{margin:0}
figcaption{font-weight:700;font-size:15px;margin-bottom:6px}
figcaption span{margin-left:8px;font-size:12.5px;font-weight:400;color:#6b7280}
svg{width:100%;height:auto;display:block;overflow:visible}
svg text{font-family:system-ui,"DejaVu Sans",sans-serif}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th{background:#f3f5f7;font-weight:400;color:#6b7280;text-align:right;padding:6px 8px;vertical-align:bottom}
td{border-bottom:1px solid #eceff2;text-align:right;padding:6px 8px;vertical-align:top}
th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere}
tr.plan td{background:#e8effb;font-weight:700}
.bar{display:inline-block;height:9px;background:#9cb8ec;vertical-align:middle}
.swing{position:relative;min-width:240px;height:18px;padding:6px 0}
.swing i{position:absolute;top:6px;height:14px}
.swing i.axis{left:50%;width:1px;background:#1d2126;top:0;height:26px}
.better{color:#1f5fd0;font-weight:700}
.worse{color:#b45309;font-weight:700}
.quiet{color:#6b7280;font-size:12.5px}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:24px;border-top:1px solid #dfe3e8;margin-top:24px}
.three h2{margin-top:14px}
.three p{margin:0;font-size:13px;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f8fa;border:1px solid #dfe3e8;border-radius:6px;padding:12px;font:12.5px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
td.w,th.w{text-align:left;overflow-wrap:anywhere}
@media print{body{font-size:11px}h1{font-size:22px}.question{font-size:13px}table,.three p{font-size:10.5px}td,th{padding:3px 5px}.charts{grid-template-columns:1fr 1fr}.tiles{grid-template-columns:repeat(4,1fr)}.tile strong{font-size:17px}.tile div,.quiet,.top,h2 span,figcaption span{font-size:10.5px}h2,figcaption{font-size:12px}h2{margin-top:14px;break-after:avoid}pre{font-size:10px}.swing{height:10px;padding:3px 0}.swing i{top:3px;height:9px}.swing i.axis{height:16px}body{background:#fff}main{border:0;margin:0;padding:0;max-width:none}tr,figure,.tile{break-inside:avoid}thead{display:table-header-group}.details{break-before:page}.scroll{overflow:visible}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}@page{margin:14mm}}
)";

std::string htmlText(std::string_view text, bool lines = false) {
    std::string escaped;
    for (const char c : lines ? printableLines(text) : printable(text)) {
        switch (c) {
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '&':
                escaped += "&amp;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string htmlCell(const char* tag, std::string_view text, const char* look = "") {
    return fmt::format("<{0}{2} dir=\"auto\">{1}</{0}>", tag, htmlText(text), look);
}

std::string tilesHtml(const Report& report) {
    std::string html = "<div class=\"tiles\">\n";
    for (const ReportTile& tile : report.tiles) {
        html +=
            fmt::format("<div class=\"tile\"><div>{}</div><strong>{}</strong><div>{}</div></div>\n",
                        htmlText(tile.label), htmlText(tile.figure), htmlText(tile.remark));
    }
    return html + "</div>\n";
}

std::string chartsHtml(const Report& report, const ReportPictures& pictures) {
    std::string html = "<div class=\"charts\">\n";
    if (!pictures.plane.empty()) {
        html += fmt::format(
            "<figure><figcaption>Cost and accuracy<span>{}</span></figcaption>\n{}</figure>\n",
            report.plane.realized ? "realized" : "predicted", pictures.plane);
    }
    if (!pictures.shares.empty()) {
        html +=
            "<figure><figcaption>Who answers, by difficulty<span>share of each level, "
            "%</span></figcaption>\n" +
            pictures.shares + "</figure>\n";
    }
    return html + "</div>\n";
}

std::string rulesHtml(const Report& report) {
    std::string html = fmt::format("<h2>{}</h2>\n", htmlText(report.rulesTitle));
    if (!report.noRules.empty()) html += fmt::format("<p>{}</p>\n", htmlText(report.noRules));
    if (report.rules.empty()) return html;
    const bool monthly = report.monthlyQueries > 0.0;
    html += fmt::format(
        "<div class=\"scroll\"><table class=\"rules\">\n<thead><tr><th>Router</th><th>{}</th>"
        "<th>USD / 1,000</th>{}<th>this plan saves</th></tr></thead>\n<tbody>\n",
        report.plane.realized ? "realized" : "predicted", monthly ? "<th>cost a month</th>" : "");
    for (const ReportRule& rule : report.rules) {
        const std::string bar =
            rule.saving > 0.0 ? fmt::format("<span class=\"bar\" style=\"width:{:.0f}px\"></span> ",
                                            60.0 * rule.saving)
                              : std::string();
        html += fmt::format("<tr{}>{}<td>{}</td><td>{}</td>", rule.isPlan ? " class=\"plan\"" : "",
                            htmlCell("td", rule.title), htmlText(sharePercent(rule.accuracy, 1)),
                            htmlText(money(rule.cost)));
        if (monthly) {
            html += fmt::format(
                "<td>{}</td>",
                htmlText(moneyIn(report.currency, rule.cost * report.monthlyQueries / 1000.0)));
        }
        html += fmt::format("<td>{}{}</td></tr>\n", bar, htmlText(sharePercent(rule.saving, 1)));
    }
    return html + fmt::format("</tbody></table></div>\n<p class=\"quiet\">{}</p>\n",
                              htmlText(report.rulesRemark));
}

std::string leversHtml(const Report& report) {
    if (report.levers.empty()) return {};
    double most = 0.0;
    for (const ReportLever& lever : report.levers) {
        if (!std::isnan(lever.change)) most = std::max(most, std::abs(lever.change));
    }
    std::string html = fmt::format(
        "<h2>What would change the answer<span>{}</span></h2>\n<div class=\"scroll\"><table "
        "class=\"levers\">\n<thead><tr><th>Change</th><th></th><th></th><th>becomes</th></tr>"
        "</thead>\n<tbody>\n",
        htmlText(report.leversRemark));
    for (const ReportLever& lever : report.levers) {
        const double half =
            most > 0.0 && !std::isnan(lever.change) ? 50.0 * std::abs(lever.change) / most : 0.0;
        const double left = lever.change < 0.0 ? 50.0 - half : 50.0;
        html += fmt::format(
            "<tr>{}<td><div class=\"swing\"><i style=\"left:{:.1f}%;width:{:.1f}%;background:{}\">"
            "</i><i class=\"axis\"></i></div></td><td class=\"{}\">{}</td><td>{}</td></tr>\n",
            htmlCell("td", lever.words), left, half, lever.better ? "#6c95e6" : "#d99a55",
            lever.better ? "better" : "worse", htmlText(lever.changeText), htmlText(lever.becomes));
    }
    return html + "</tbody></table></div>\n";
}

std::string detailsHtml(const Report& report) {
    std::string html = "<section class=\"details\">\n";
    for (const ReportTable& table : report.details) {
        const auto row = [&table](const char* tag, const std::vector<std::string>& cells) {
            std::string text = "<tr>";
            for (std::size_t k = 0; k < cells.size(); ++k) {
                text += htmlCell(tag, cells[k], k > 0 && k < table.words ? " class=\"w\"" : "");
            }
            return text + "</tr>\n";
        };
        html += fmt::format(
            "<h2>{}</h2>\n<p class=\"quiet\">{}</p>\n<div class=\"scroll\"><table>\n<thead>{}"
            "</thead>\n<tbody>\n",
            htmlText(table.title), htmlText(table.remark), row("th", table.cells.head));
        for (const auto& each : table.cells.rows) html += row("td", each);
        html += "</tbody></table></div>\n";
    }
    return html + "</section>\n";
}

}  // namespace

std::string toHtml(const Report& report, const ReportPictures& pictures) {
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\"/>\n<meta name=\"generator\" content=\"OmniRouter Lab {}\"/>\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
        htmlText(report.program), htmlText(report.title), kStyle);
    html += fmt::format(
        "<div class=\"top\"><b dir=\"auto\">{}</b><span dir=\"auto\">{}</span></div>\n"
        "<p class=\"question\" dir=\"auto\">{}</p>\n<h1>{}</h1>\n",
        htmlText(report.title), htmlText(report.heading), htmlText(report.question),
        htmlText(report.answer));
    if (!report.summary.empty()) html += fmt::format("<p>{}</p>\n", htmlText(report.summary));
    if (!report.note.empty()) {
        html += fmt::format("<p class=\"note\" dir=\"auto\">{}</p>\n", htmlText(report.note, true));
    }
    html += tilesHtml(report) + chartsHtml(report, pictures) + rulesHtml(report) +
            leversHtml(report) + "<div class=\"three\">\n";
    for (const ReportParagraph& paragraph : report.foundations) {
        html += fmt::format("<div><h2>{}</h2><p>{}</p></div>\n", htmlText(paragraph.head),
                            htmlText(paragraph.text));
    }
    html += fmt::format("</div>\n<h2>Recompute{}<span>{}</span></h2>\n",
                        report.commandLine.empty() ? "" : ", in the folder of the workspace",
                        htmlText(report.origin));
    html += report.commandLine.empty()
                ? std::string(
                      "<p>What is shown is not kept in a workspace: no command gives these "
                      "numbers.</p>\n")
                : fmt::format("<pre dir=\"ltr\">{}</pre>\n", htmlText(report.commandLine));
    return html + detailsHtml(report) + "</main>\n</body>\n</html>\n";
}

}  // namespace orl
