#include "ui/report/dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QUrl>

#include "core/lab/report/words.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

enum FormIndex { PdfA4, PdfLetter, HtmlPage };

}  // namespace

MakeReportDialog::MakeReportDialog(ReportRequest request, QWidget* parent)
    : QDialog(parent),
      m_request(std::move(request)),
      m_title(new QLineEdit),
      m_question(new QLineEdit),
      m_note(new QPlainTextEdit),
      m_form(new QComboBox),
      m_saved(new QCheckBox),
      m_bar(new QProgressBar),
      m_message(new QLabel) {
    setWindowTitle(tr("Report"));
    build();
    connect(&m_worker, &Worker::progress, this, [this](double share, const QString& stage) {
        m_bar->setValue(int(share * 100.0));
        say(stage + QStringLiteral("…"), false);
    });
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        showBusy(false);
        say(sentence(error), true);
    });
    showBusy(false);
    resize(520, sizeHint().height());
}

void MakeReportDialog::build() {
    m_title->setPlaceholderText(tr("Routing report"));
    m_question->setText(QString::fromStdString(questionOf(m_request.scenario)));
    m_question->setCursorPosition(0);
    m_note->setPlaceholderText(tr("Words of your own under the answer; may stay empty"));
    m_note->setTabChangesFocus(true);
    m_note->setMaximumHeight(fontMetrics().height() * 5);
    m_form->addItems({tr("PDF, A4"), tr("PDF, letter"), tr("HTML, one page for a browser")});
    const bool letter = QLocale().measurementSystem() == QLocale::ImperialUSSystem;
    m_form->setCurrentIndex(letter ? PdfLetter : PdfA4);
    const auto many = std::int64_t(m_request.saved.size());
    m_saved->setText(many == 1 ? tr("the saved scenario beside it")
                               : tr("the %1 saved scenarios beside it").arg(count(many)));
    m_saved->setChecked(many > 0);
    m_saved->setVisible(many > 0);
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(10);
    m_bar->setAccessibleName(tr("Progress of the report"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setMinimumHeight(fontMetrics().height() * 2);
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);

    auto* form = new QFormLayout(this);
    form->addRow(tr("&Title"), m_title);
    form->addRow(tr("&Question"), m_question);
    form->addRow(tr("&Note"), m_note);
    form->addRow(tr("&Form"), m_form);
    form->addRow(tr("With"), m_saved);
    form->setRowVisible(m_saved, many > 0);
    form->addRow(m_bar);
    form->addRow(m_message);
    auto* buttons = new QDialogButtonBox;
    m_open = buttons->addButton(tr("&Open it"), QDialogButtonBox::ActionRole);
    m_save = buttons->addButton(tr("&Save…"), QDialogButtonBox::ActionRole);
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_save->setDefault(true);
    m_open->hide();
    form->addRow(buttons);
    connect(m_save, &QPushButton::clicked, this, &MakeReportDialog::chooseFile);
    connect(m_open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_file)); });
    connect(buttons, &QDialogButtonBox::rejected, this, [this] {
        if (isBusy()) {
            stop();
        } else {
            reject();
        }
    });
}

QString MakeReportDialog::message() const {
    return m_message->text();
}

void MakeReportDialog::say(const QString& text, bool warning) {
    QPalette colours = palette();
    if (warning) colours.setColor(QPalette::WindowText, Theme::of(colours).warning);
    m_message->setPalette(colours);
    m_message->setText(text);
}

void MakeReportDialog::showBusy(bool busy) {
    for (QWidget* field : {static_cast<QWidget*>(m_title), static_cast<QWidget*>(m_question),
                           static_cast<QWidget*>(m_note), static_cast<QWidget*>(m_form),
                           static_cast<QWidget*>(m_saved), static_cast<QWidget*>(m_save)}) {
        field->setEnabled(!busy);
    }
    m_bar->setVisible(busy);
    m_close->setText(busy ? tr("Cancel") : tr("Close"));
}

ReportTarget MakeReportDialog::target(const QString& file) const {
    const int form = m_form->currentIndex();
    return {file, form == HtmlPage ? ReportForm::Html : ReportForm::Pdf,
            form == PdfLetter ? Paper::Letter : Paper::A4};
}

void MakeReportDialog::chooseFile() {
    const bool html = m_form->currentIndex() == HtmlPage;
    const QString end = html ? QStringLiteral(".html") : QStringLiteral(".pdf");
    QString file = QFileDialog::getSaveFileName(this, tr("Save the report"), tr("report") + end,
                                                html ? tr("HTML (*.html)") : tr("PDF (*.pdf)"));
    if (file.isEmpty()) return;
    if (!file.endsWith(end, Qt::CaseInsensitive)) file += end;
    writeTo(file);
}

void MakeReportDialog::writeTo(const QString& file) {
    ReportRequest request = m_request;
    request.title = m_title->text().simplified().toStdString();
    request.question = m_question->text().simplified().toStdString();
    request.note = m_note->toPlainText().trimmed().toStdString();
    if (!m_saved->isChecked()) request.saved.clear();
    m_file = file;
    m_open->hide();
    m_bar->setValue(0);
    showBusy(true);
    m_worker.submit(
        [this, request, where = target(file)](const Worker::Context& context) {
            makeReport(request, where, context.job);
            context.show([this, where] {
                showBusy(false);
                say(tr("Written: %1").arg(where.file), false);
                m_open->show();
                emit written(where.file);
            });
        },
        Worker::Running::Stop);
}

void MakeReportDialog::stop() {
    m_worker.discard();
    showBusy(false);
    say(tr("Stopped: nothing was written."), false);
}

}  // namespace orl
