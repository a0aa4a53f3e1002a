#include "ui/pages/queries/ask_line.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <mutex>

#include "ui/pages/queries/ask_dialog.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/palette.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr qsizetype kMostAsked = 30;
constexpr qsizetype kMostKeptText = 2000;  // characters of one
constexpr int kMenuText = 80;

std::string settingFor(const std::string& dataset) {
    return "lab.asked." + dataset;
}

/// A coloured square, a name and its predicted quality, as rich text made here alone.
QString chip(const Asked& asked, std::size_t model, bool dark, bool bold) {
    const QString name = labelText(asked.view->experiment->models[model]).toHtmlEscaped();
    const QString quality = percent(asked.why.of(model)->quality, 0);
    return QStringLiteral("<span style=\"color:%1\">■</span> %2%3 %4%5")
        .arg(modelColor(int(model), dark).name(), bold ? "<b>" : "", name, quality,
             bold ? "</b>" : "");
}

QStringList readAsked(const std::string& json) {
    QStringList texts;
    const QJsonArray list = QJsonDocument::fromJson(QByteArray::fromStdString(json)).array();
    for (const auto& one : list) {
        if (one.isString() && texts.size() < kMostAsked) texts << one.toString();
    }
    return texts;
}

}  // namespace

/// Lists that are not in their workspace yet. A job that keeps them may be replaced by a newer one
/// or dropped at the end: the list itself must not be.
class AskLine::Unkept {
  public:
    void add(std::shared_ptr<Store> store, const std::string& dataset, std::string json) {
        const std::lock_guard lock(m_mutex);
        m_lists.push_back({std::move(store), settingFor(dataset), std::move(json)});
    }
    /// @throws Error
    void keep() {
        const std::lock_guard lock(m_mutex);
        for (const List& list : m_lists) {
            const std::lock_guard held(list.store->mutex);
            list.store->workspace.saveSetting(list.setting, list.json);
        }
        m_lists.clear();
    }

  private:
    struct List {
        std::shared_ptr<Store> store;
        std::string setting;
        std::string json;
    };
    std::mutex m_mutex;
    std::vector<List> m_lists;
};

AskLine::~AskLine() {
    m_keeper.discard();
    try {
        m_unkept->keep();
    } catch (const Error&) {
        // The window is closing: there is nobody left to tell.
    }
}

AskLine::AskLine(Session& session, QWidget* parent)
    : QFrame(parent), m_session(session), m_unkept(std::make_shared<Unkept>()) {
    build();
    connect(m_line, &QLineEdit::returnPressed, this, [this] { ask(m_line->text()); });
    connect(m_all, &QToolButton::clicked, this, &AskLine::showAll);
    connect(&session, &Session::solvedChanged, this, &AskLine::followSolve);
    connect(&session, &Session::preparedChanged, this, &AskLine::followData);
    connect(&session, &Session::workspaceChanged, this, &AskLine::followData);
    connect(&m_asker, &Worker::failed, this, [this](const Error& error) {
        m_answer.reset();
        m_said->setText(sentence(error).toHtmlEscaped());
        m_said->setToolTip(sentence(error).toHtmlEscaped());
        m_all->setEnabled(false);
    });
    followData();
}

void AskLine::build() {
    auto* label = new QLabel(tr("As&k"));
    label->setFont(type::section(font()));
    m_line = new QLineEdit;
    m_line->setPlaceholderText(tr("Any query: where would it go?"));
    m_line->setAccessibleName(tr("Ask about your own query"));
    m_line->setToolTip(
        tr("Enter predicts quality, length and cost of every model for this text, "
           "and where it would go at the present prices"));
    m_line->setClearButtonEnabled(true);
    m_line->setMaxLength(200'000);
    label->setBuddy(m_line);
    m_said = new QLabel;
    m_said->setTextFormat(Qt::RichText);
    m_said->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_said->setAccessibleName(tr("Answer"));
    m_all = new QToolButton;
    m_all->setText(tr("All models…"));
    m_all->setToolTip(tr("Reduced cost of every model for the text that was asked about"));
    m_all->setEnabled(false);
    m_earlier = new QToolButton;
    m_earlier->setPopupMode(QToolButton::InstantPopup);
    m_earlier->setMenu(new QMenu(m_earlier));
    m_earlier->setToolTip(tr("What was asked earlier of these data"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kPanelMargin, space::kHalf, space::kPanelMargin, space::kHalf);
    row->setSpacing(space::kGap);
    row->addWidget(label);
    row->addWidget(m_line, 5);
    row->addWidget(m_said, 4);
    row->addWidget(m_all);
    row->addWidget(m_earlier);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void AskLine::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

void AskLine::ask(const QString& text) {
    if (text.trimmed().isEmpty()) return;
    if (m_line->text() != text) m_line->setText(text);
    m_text = text;
    remember(text);
    submit();
}

void AskLine::submit() {
    const auto& prepared = m_session.solvedFrom();
    const auto& solved = m_session.solved();
    if (m_text.isEmpty()) return;
    if (!prepared || !solved || !prepared->predictor) {
        m_said->setText(tr("There is nothing to predict by yet."));
        return;
    }
    if (!m_answer) m_said->setText(tr("asking…"));
    m_asker.submit(
        [this, prepared, solved, text = m_text.toStdString()](const Worker::Context& context) {
            auto answer = std::make_shared<const Asked>(
                askText(AskInputs::of(*prepared, solved), text, context.job));
            context.show([this, answer] { accept(answer); });
        });
}

void AskLine::accept(std::shared_ptr<const Asked> answer) {
    m_answer = std::move(answer);
    showAnswer();
}

void AskLine::showAnswer() {
    const bool dark = Theme::of(palette()).dark;
    const Why& why = m_answer->why;
    m_all->setEnabled(true);
    QString said = tr("no prices to choose by");
    if (why.chosen) {
        said = tr("would go to %1").arg(chip(*m_answer, *why.chosen, dark, true));
        if (why.runnerUp) {
            said += tr(", then %1").arg(chip(*m_answer, *why.runnerUp, dark, false));
        }
    }
    m_said->setText(said);
    QStringList tip{labelText(why.verdict)};
    for (const std::string& note : m_answer->notes) tip << labelText(note);
    m_said->setToolTip(tip.join('\n').toHtmlEscaped().replace('\n', "<br>"));
}

/// Other prices send the text elsewhere: asked again, as the strips of a routed query follow.
void AskLine::followSolve() {
    if (m_session.solved()) submit();
}

void AskLine::followData() {
    const auto& prepared = m_session.prepared();
    const QString of =
        prepared ? m_session.workspaceFile() + '\n' + QString::fromStdString(prepared->data->name)
                 : QString();
    if (of == m_of && !of.isEmpty()) return;
    m_of = of;
    m_asker.discard();
    m_answer.reset();
    m_text.clear();
    m_said->clear();
    m_all->setEnabled(false);
    m_asked.clear();
    fillEarlier();
    if (!prepared || !m_session.store()) return;
    // The workspace may be held by a fit that is being stored: not on this thread.
    m_keeper.submit([this, store = m_session.store(), of, unkept = m_unkept,
                     name = prepared->data->name](const Worker::Context& context) {
        unkept->keep();
        std::optional<std::string> kept;
        {
            const std::lock_guard lock(store->mutex);
            kept = store->workspace.setting(settingFor(name));
        }
        context.show([this, of, kept] {
            if (of != m_of || !kept) return;
            // What was asked in the meantime comes first.
            for (const QString& text : readAsked(*kept)) {
                if (!m_asked.contains(text)) m_asked << text;
            }
            fillEarlier();
        });
    });
}

void AskLine::remember(const QString& text) {
    const QString kept = text.left(kMostKeptText);
    m_asked.removeAll(kept);
    m_asked.prepend(kept);
    while (m_asked.size() > kMostAsked) m_asked.removeLast();
    fillEarlier();
    const auto& prepared = m_session.prepared();
    if (!prepared || !m_session.store()) return;
    const std::string json = QJsonDocument(QJsonArray::fromStringList(m_asked))
                                 .toJson(QJsonDocument::Compact)
                                 .toStdString();
    m_unkept->add(m_session.store(), prepared->data->name, json);
    m_keeper.submit([unkept = m_unkept](const Worker::Context&) { unkept->keep(); });
}

void AskLine::fillEarlier() {
    m_earlier->setText(tr("Asked (%1)").arg(m_asked.size()));
    m_earlier->setEnabled(!m_asked.isEmpty());
    QMenu* menu = m_earlier->menu();
    menu->clear();
    for (const QString& text : m_asked) {
        QString shown = labelText(text.toStdString()).simplified();
        if (shown.size() > kMenuText) shown = shown.left(kMenuText) + "…";
        QAction* again = menu->addAction(shown.replace('&', "&&"));
        connect(again, &QAction::triggered, this, [this, text] { ask(text); });
    }
}

QDialog* AskLine::showAll() {
    const auto& prepared = m_session.solvedFrom();
    if (!m_answer || !prepared) return nullptr;
    auto* dialog = new AskDialog(*m_answer, *prepared->data, prepared->beginnings.get(), this);
    dialog->show();
    return dialog;
}

}  // namespace orl
