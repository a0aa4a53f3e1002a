#include "ui/widgets/money.h"

#include <QObject>

#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/widgets/format.h"

namespace orl {

QString moneyText(const ScenarioBook& book, double usdAmount) {
    const Currency& currency = book.currency();
    QString text = usd(usdAmount * currency.perDollar);
    if (currency.label == "USD") return text;
    return text.replace('$', labelText(currency.label) + QChar::Nbsp);
}

QString monthText(const ScenarioBook& book, double usdPer1000) {
    const double queries = book.monthlyQueries();
    return queries > 0.0
               ? QObject::tr("%1 a month").arg(moneyText(book, usdPer1000 * queries / 1000.0))
               : QString();
}

}  // namespace orl
