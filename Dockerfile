# mutubaku in a container. Build: docker build -t mutubaku .
# Run: docker run --rm -v "$PWD/scans:/scans:ro" -v "$PWD/outputs:/outputs" mutubaku ingest /scans --out /outputs
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-ind tesseract-ocr-osd \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /mutubaku
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY ocr ocr
COPY table_extract table_extract
COPY normalize normalize
COPY review review
COPY corpus corpus
COPY pipeline pipeline
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

# Scans come from anywhere: they are read by a user who may do nothing else.
RUN useradd --create-home mutubaku
USER mutubaku
WORKDIR /home/mutubaku
ENV LANG=C.UTF-8 OMP_THREAD_LIMIT=1
ENTRYPOINT ["mutubaku"]
CMD ["doctor"]
